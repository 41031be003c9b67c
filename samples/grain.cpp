#include "samples/grain.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

constexpr float strength = 0.0105F;                           // standard deviation in middle grey, green layer
constexpr std::array<float, 3> by_layer{1.15F, 1.0F, 1.45F};  // red, green, blue

/// White noise blurred by (a b a) both ways and scaled to variance 1; it wraps around.
Plane tile(int width, int height, std::uint64_t seed) {
  constexpr float a = 0.22F, b = 0.56F;
  Random random(seed);
  Plane white(width, height), across(width, height), both(width, height);
  for (int y = 0; y < height; ++y)
    for (auto& sample : white.row(y)) sample = static_cast<float>(random.normal());
  const auto index = [](int i, int size) { return static_cast<std::size_t>((i + size) % size); };
  for (int y = 0; y < height; ++y) {
    const auto from = white.row(y);
    for (int x = 0; x < width; ++x)
      across.row(y)[index(x, width)] =
          a * (from[index(x - 1, width)] + from[index(x + 1, width)]) + b * from[index(x, width)];
  }
  constexpr float scale = 1 / (2 * a * a + b * b);
  for (int y = 0; y < height; ++y) {
    const auto above = across.row((y + height - 1) % height), below = across.row((y + 1) % height),
               here = across.row(y);
    const auto to = both.row(y);
    for (std::size_t x = 0; x < to.size(); ++x) to[x] = scale * (a * (above[x] + below[x]) + b * here[x]);
  }
  return both;
}

/// A row of a tile from `x` on, around its edge as often as needed.
void unroll(const Plane& tile, int x, int y, std::span<float> to) {
  const auto from = tile.row(y % tile.height());
  auto at = static_cast<std::size_t>(x % tile.width());
  for (std::size_t done = 0; done < to.size();) {
    const auto run = std::min(to.size() - done, from.size() - at);
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(at), run, to.begin() + static_cast<std::ptrdiff_t>(done));
    done += run;
    at = 0;
  }
}

}  // namespace

Grain::Grain(std::uint64_t seed)
    : seed_(seed), first_(tile(521, 389, seed_of(seed, 11))), second_(tile(457, 601, seed_of(seed, 12))) {}

void Grain::add(Picture& picture, std::int64_t position) const {
  std::vector<float> one, two;
  for (std::size_t plane = 0; plane < picture.size(); ++plane) {
    Random random(seed_of(seed_, 13, static_cast<std::uint64_t>(position), plane));
    const std::array<int, 4> start{random.below(521), random.below(389), random.below(457), random.below(601)};
    const float layer = strength * (picture.size() == 1 ? 1.0F : by_layer[plane]) * 0.70710678F;
    one.resize(static_cast<std::size_t>(picture[plane].width()));
    two.resize(one.size());
    for (int y = 0; y < picture[plane].height(); ++y) {
      unroll(first_, start[0], start[1] + y, one);
      unroll(second_, start[2], start[3] + y, two);
      const auto row = picture[plane].row(y);
      for (std::size_t x = 0; x < row.size(); ++x) row[x] += layer * (0.55F + 0.9F * row[x]) * (one[x] + two[x]);
    }
  }
}

}  // namespace tasma::samples
