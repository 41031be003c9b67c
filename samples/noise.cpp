#include "samples/noise.hpp"

#include <cmath>

#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

float knot(std::int64_t x, std::int64_t y, std::uint64_t seed) {
  const auto bits =
      mix(seed ^ mix(static_cast<std::uint64_t>(x) * 0x1f123bb5ULL + static_cast<std::uint64_t>(y) * 0x5bd1e995ULL));
  return static_cast<float>(static_cast<double>(bits >> 40) * (2.0 / 16777215.0) - 1.0);
}

float eased(float t) { return t * t * (3 - 2 * t); }

void add_octave(Plane& plane, double cell, float weight, std::uint64_t seed) {
  const auto columns = static_cast<std::size_t>(plane.width() / cell) + 2;
  std::vector<float> above(columns), below(columns), across(static_cast<std::size_t>(plane.width()));
  std::vector<std::size_t> left(across.size());
  for (std::size_t x = 0; x < across.size(); ++x) {
    const double at = static_cast<double>(x) / cell;
    left[x] = static_cast<std::size_t>(at);
    across[x] = eased(static_cast<float>(at - static_cast<double>(left[x])));
  }
  std::int64_t knots_of = -1;
  for (int y = 0; y < plane.height(); ++y) {
    const double at = y / cell;
    const auto top = static_cast<std::int64_t>(at);
    if (top != knots_of) {
      for (std::size_t i = 0; i < columns; ++i) {
        above[i] = knot(static_cast<std::int64_t>(i), top, seed);
        below[i] = knot(static_cast<std::int64_t>(i), top + 1, seed);
      }
      knots_of = top;
    }
    const float down = eased(static_cast<float>(at - static_cast<double>(top)));
    const auto row = plane.row(y);
    for (std::size_t x = 0; x < row.size(); ++x) {
      const auto i = left[x];
      const float a = above[i] + (above[i + 1] - above[i]) * across[x];
      const float b = below[i] + (below[i + 1] - below[i]) * across[x];
      row[x] += weight * (a + (b - a) * down);
    }
  }
}

}  // namespace

float noise_at(double x, double y, std::uint64_t seed) {
  const double left = std::floor(x), top = std::floor(y);
  const auto i = static_cast<std::int64_t>(left), j = static_cast<std::int64_t>(top);
  const float across = eased(static_cast<float>(x - left)), down = eased(static_cast<float>(y - top));
  const float a = knot(i, j, seed) + (knot(i + 1, j, seed) - knot(i, j, seed)) * across;
  const float b = knot(i, j + 1, seed) + (knot(i + 1, j + 1, seed) - knot(i, j + 1, seed)) * across;
  return a + (b - a) * down;
}

Plane texture(int width, int height, double cell_px, int octaves, std::uint64_t seed) {
  Plane plane(width, height);
  float weight = 0.45F;
  for (int octave = 0; octave < octaves && cell_px >= 1.5; ++octave, cell_px /= 2, weight /= 1.6F)
    add_octave(plane, cell_px, weight, seed_of(seed, 21, static_cast<std::uint64_t>(octave)));
  return plane;
}

}  // namespace tasma::samples
