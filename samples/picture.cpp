#include "samples/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tasma::samples {
namespace {

std::array<float, 4> catmull_rom(float t) {
  return {((-0.5F * t + 1.0F) * t - 0.5F) * t, (1.5F * t - 2.5F) * t * t + 1.0F, ((-1.5F * t + 2.0F) * t + 0.5F) * t,
          (0.5F * t - 0.5F) * t * t};
}

}  // namespace

Plane part_of(const Plane& source, double x, double y, int width, int height) {
  const double left = std::floor(x), top = std::floor(y);
  const auto wx = catmull_rom(static_cast<float>(x - left)), wy = catmull_rom(static_cast<float>(y - top));
  const int x0 = static_cast<int>(left) - 1, y0 = static_cast<int>(top) - 1;
  const auto taps = static_cast<std::size_t>(width) + 3;

  Plane part(width, height);
  std::vector<float> line(taps);
  std::vector<std::size_t> column(taps);
  for (std::size_t i = 0; i < taps; ++i)
    column[i] = static_cast<std::size_t>(std::clamp(x0 + static_cast<int>(i), 0, source.width() - 1));
  const bool inside = x0 >= 0 && x0 + static_cast<int>(taps) <= source.width();
  std::vector<float> full(static_cast<std::size_t>(source.width()));
  for (int row = 0; row < height; ++row) {
    std::array<const float*, 4> from{};
    for (int k = 0; k < 4; ++k)
      from[static_cast<std::size_t>(k)] = source.row(std::clamp(y0 + row + k, 0, source.height() - 1)).data();
    const std::size_t first = inside ? static_cast<std::size_t>(x0) : 0, count = inside ? taps : full.size();
    for (std::size_t i = 0; i < count; ++i) {
      const auto c = first + i;
      full[i] = wy[0] * from[0][c] + wy[1] * from[1][c] + wy[2] * from[2][c] + wy[3] * from[3][c];
    }
    const float* tap = full.data();
    if (!inside) {
      for (std::size_t i = 0; i < taps; ++i) line[i] = full[column[i]];
      tap = line.data();
    }
    const auto out = part.row(row);
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = wx[0] * tap[i] + wx[1] * tap[i + 1] + wx[2] * tap[i + 2] + wx[3] * tap[i + 3];
  }
  return part;
}

}  // namespace tasma::samples
