#include "restoration/rain.hpp"

#include <cmath>
#include <numbers>

namespace tasma::restoration {
namespace {

constexpr double narrow = 2.5;     // length by width
constexpr std::int64_t least = 8;  // pixels
constexpr double a_frame = 6;      // streaks, on average
constexpr double one_way = 0.85;   // of streaks: length of the mean of their directions' unit vectors, angles doubled
constexpr double most = 0.5;       // of the candidates are streaks
constexpr double one_polarity = 0.9;  // of the streaks
constexpr double aside_rad = 0.35;

struct Streak {
  double direction_rad;
};

/// By the second moments of the mask; nothing of what is round or small.
std::optional<Streak> streak(const Candidate& candidate) {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for_each_stretch(candidate.mask, [&](int left, int row, int length) {
    for (int i = left; i < left + length; ++i) {
      const double dx = i - candidate.mask.box.x, dy = row - candidate.mask.box.y;
      ++n, x += dx, y += dy, xx += dx * dx, yy += dy * dy, xy += dx * dy;
    }
  });
  if (n < least) return std::nullopt;
  xx = xx / n - x / n * (x / n), yy = yy / n - y / n * (y / n), xy = xy / n - x / n * (y / n);
  const double half = (xx + yy) / 2, spread = std::hypot((xx - yy) / 2, xy);
  if (half + spread < narrow * narrow * std::max(half - spread, 1.0 / 12)) return std::nullopt;
  return Streak{std::atan2(2 * xy, xx - yy) / 2};
}

}  // namespace

std::optional<Rain> rain_in(std::span<const Measurement> shot) {
  double streaks = 0, bright = 0, candidates = 0, c = 0, s = 0;
  for (const Measurement& frame : shot)
    for (const Candidate& candidate : frame.candidates) {
      if (candidate.score < 1 || area(candidate.mask) < least) continue;
      ++candidates;
      const auto one = streak(candidate);
      if (!one) continue;
      ++streaks, bright += candidate.bright;
      c += std::cos(2 * one->direction_rad), s += std::sin(2 * one->direction_rad);
    }
  if (streaks < a_frame * static_cast<double>(shot.size()) || streaks < most * candidates) return std::nullopt;
  if (std::hypot(c, s) < one_way * streaks) return std::nullopt;
  if (std::max(bright, streaks - bright) < one_polarity * streaks) return std::nullopt;
  return Rain{std::atan2(s, c) / 2, 2 * bright > streaks};
}

bool is_streak(const Candidate& candidate, const Rain& rain) {
  if (candidate.bright != rain.bright) return false;
  const auto one = streak(candidate);
  return one && std::abs(std::remainder(one->direction_rad - rain.direction_rad, std::numbers::pi)) < aside_rad;
}

}  // namespace tasma::restoration
