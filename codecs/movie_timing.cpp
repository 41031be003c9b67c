#include "codecs/movie_timing.hpp"

#include <algorithm>
#include <cmath>

namespace tasma::codecs {

std::optional<Rational> constant_rate(std::vector<std::int64_t> times, const Rational& unit_s,
                                      std::initializer_list<Rational> candidates) {
  std::ranges::sort(times);
  const double tolerance = std::max(unit_s.value(), 0.001) * (1 + 1e-6);
  const auto seconds = [&](std::size_t i) { return static_cast<double>(times[i] - times[0]) * unit_s.value(); };
  const auto fits = [&](const Rational& rate) {
    for (std::size_t i = 1; i < times.size(); ++i)
      if (std::abs(seconds(i) - static_cast<double>(i) / rate.value()) > tolerance) return false;
    return true;
  };
  for (const auto& rate : candidates)
    if (rate.known() && fits(rate)) return rate;
  if (times.size() < 2 || times.front() == times.back()) return std::nullopt;
  const auto mean = rational_near(static_cast<double>(times.size() - 1) / seconds(times.size() - 1));
  return mean && fits(*mean) ? mean : std::nullopt;
}

}  // namespace tasma::codecs
