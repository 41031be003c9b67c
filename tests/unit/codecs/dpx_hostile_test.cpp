#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "codecs/dpx.hpp"
#include "tests/support/dpx_writer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // tests/fuzz/dpx_fuzz.cpp

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Random = std::mt19937;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

/// A sound file of any flavour, small.
Bytes seed_file(Random& random) {
  constexpr std::pair<int, int> kinds[]{{8, 0}, {10, 1}, {10, 2}, {12, 0}, {12, 1}, {12, 2}, {16, 0}};
  const auto [depth, packing] = kinds[below(random, std::size(kinds))];
  synthetic::DpxFlavour flavour;
  flavour.packing = packing;
  flavour.big_endian = below(random, 2) == 0;
  flavour.pad_lines = below(random, 3) != 0;
  flavour.padding_seed = static_cast<std::uint32_t>(below(random, 3));
  flavour.offset = below(random, 2) == 0 ? 1664 : 2048;
  flavour.input_device = below(random, 4) == 0 ? "Scanity" : "";
  const Size size{1 + static_cast<int>(below(random, 40)), 1 + static_cast<int>(below(random, 20))};
  constexpr int planes[]{1, 3, 4};
  return draw_dpx(flavour, synthetic::noise(size, planes[below(random, 3)], depth, random()));
}

/// One to four changes, most of them to fields that decide something.
void damage(Bytes& file, Random& random) {
  constexpr std::size_t fields[]{0,   4,   8,   16,  28,  160, 660, 768,  770,  772,  776,  780,  800,
                                 801, 803, 804, 806, 808, 812, 816, 1556, 1628, 1664, 1724, 1920, 1940};
  constexpr std::uint8_t values[]{0, 1, 2, 3, 4, 6, 7, 8, 10, 12, 16, 50, 51, 52, 127, 128, 254, 255};
  for (auto changes = 1 + below(random, 4); changes > 0; --changes) {
    if (file.empty()) return;
    const auto at = below(random, 4) == 0 ? below(random, file.size())
                                          : fields[below(random, std::size(fields))] + below(random, 4);
    switch (below(random, 6)) {
      case 0:
        file.resize(below(random, file.size()));
        break;
      case 1:
        file.insert(file.end(), below(random, 300), static_cast<std::uint8_t>(random()));
        break;
      case 2:
        if (at < file.size()) file[at] = static_cast<std::uint8_t>(random());
        break;
      case 3:
        for (std::size_t i = at; i < std::min(file.size(), at + 4); ++i) file[i] = 255;
        break;
      default:
        if (at < file.size()) file[at] = values[below(random, std::size(values))];
    }
  }
}

TEST(DpxHostile, ComesBackByteForByteOrIsRefused) {
  int read = 0;
  for (std::uint32_t seed = 0; seed < 10'000; ++seed) {
    Random random(seed);
    auto file = seed_file(random);
    damage(file, random);
    LLVMFuzzerTestOneInput(file.data(), file.size());  // aborts where it does not hold
    read += std::holds_alternative<DpxHeader>(read_dpx_header(file, file.size()));
  }
  EXPECT_GT(read, 1'000) << "most damage is refused; with too much of it nothing is tested";
  EXPECT_LT(read, 9'000);
}

TEST(DpxHostile, RefusesAHeaderOfAnyRandomBytes) {
  Random random(1);
  for (int i = 0; i < 2'000; ++i) {
    Bytes file(below(random, 4'000));
    std::ranges::generate(file, [&] { return static_cast<std::uint8_t>(random()); });
    for (std::size_t k = 0; k < std::min<std::size_t>(4, file.size()); ++k)
      file[k] = static_cast<std::uint8_t>("SDPX"[k]);
    LLVMFuzzerTestOneInput(file.data(), file.size());
    EXPECT_TRUE(std::holds_alternative<DpxFault>(read_dpx_header(file, file.size())));
  }
}

TEST(DpxHostile, RefusesEveryCutOfTheHeader) {
  Random random(2);
  const auto file = seed_file(random);
  for (std::size_t size = 0; size < 2'048; ++size) {
    const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(std::min(size, file.size() - 1)));
    EXPECT_TRUE(std::holds_alternative<DpxFault>(read_dpx_header(cut, cut.size()))) << size;
  }
}

}  // namespace
}  // namespace tasma::codecs
