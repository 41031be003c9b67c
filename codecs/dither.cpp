#include "codecs/dither.hpp"

#include <algorithm>
#include <vector>

namespace tasma::codecs {

void dither(Plane from, Plane to, Size size) {
  // Errors in 1/16 of a sample, with a place beyond either end.
  std::vector<int> here(static_cast<std::size_t>(size.width) + 2), below(here.size());
  for (int y = 0; y < size.height; ++y) {
    const auto* wide = reinterpret_cast<const std::uint16_t*>(from.bytes + y * from.stride);
    auto* narrow = to.bytes + y * to.stride;
    const int step = y % 2 == 0 ? 1 : -1;
    for (int i = 0; i < size.width; ++i) {
      const int x = step > 0 ? i : size.width - 1 - i;
      auto* error = &here[static_cast<std::size_t>(x) + 1];
      auto* next = &below[static_cast<std::size_t>(x) + 1];
      const int wanted = wide[x] * 16 + *error;
      const int level = std::clamp((wanted + 2048) >> 12, 0, 255);
      const int lost = wanted - level * 4096;
      narrow[x] = static_cast<std::uint8_t>(level);
      // 7, 3, 5 and 1 sixteenths; the last takes what rounding left over.
      const int ahead = lost * 7 / 16, behind = lost * 3 / 16, under = lost * 5 / 16;
      error[step] += ahead;
      next[-step] += behind;
      next[0] += under;
      next[step] += lost - ahead - behind - under;
    }
    here.swap(below);
    std::ranges::fill(below, 0);
  }
}

}  // namespace tasma::codecs
