#include "pipeline/core/rational.hpp"

#include <charconv>
#include <cmath>

namespace tasma {

std::optional<Rational> parse_rational(std::string_view text) {
  const auto slash = text.find('/');
  const auto number = [](std::string_view part) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || value < 1 || value > 1'000'000) return std::nullopt;
    return value;
  };
  const auto num = number(text.substr(0, slash));
  const auto den = slash == text.npos ? std::optional<std::int64_t>(1) : number(text.substr(slash + 1));
  if (!num || !den) return std::nullopt;
  return Rational{*num, *den};
}

std::optional<Rational> rational_near(double value) {
  if (!std::isfinite(value) || value < 0.001 || value > 1000) return std::nullopt;
  Rational best{std::llround(value), 1};
  const auto miss = [&](const Rational& r) { return std::abs(r.value() - value); };
  constexpr double printed = 0.0006;  // headers carry three decimals at the least
  if (best.num > 0 && miss(best) < printed) return best;
  if (const Rational ntsc{std::llround(value * 1.001) * 1000, 1001}; ntsc.num > 0 && miss(ntsc) < printed) return ntsc;
  for (std::int64_t den = 2; den <= 1001; ++den) {
    const Rational candidate{std::llround(value * static_cast<double>(den)), den};
    if (miss(candidate) + 1e-9 < miss(best)) best = candidate;
    if (best.num > 0 && miss(best) < 1e-6) break;
  }
  const auto common = std::gcd(best.num, best.den);
  if (best.num == 0) return std::nullopt;
  return Rational{best.num / common, best.den / common};
}

}  // namespace tasma
