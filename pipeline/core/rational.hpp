#pragma once

#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>

namespace tasma {

/// A fraction as it was written, 30000/1001; frames a second, or a ratio of lengths. 0/1 stands for "not known".
struct Rational {
  std::int64_t num = 0;
  std::int64_t den = 1;

  double value() const { return static_cast<double>(num) / static_cast<double>(den); }
  bool known() const { return num > 0 && den > 0; }
  bool operator==(const Rational& other) const { return num * other.den == other.num * den; }
  bool operator<(const Rational& other) const { return num * other.den < other.num * den; }
};

inline std::string to_string(const Rational& r) {
  return r.den == 1 ? std::to_string(r.num) : std::to_string(r.num) + '/' + std::to_string(r.den);
}

/// Reads "24" or "30000/1001"; both parts in 1..1'000'000. Nothing if the text is anything else.
std::optional<Rational> parse_rational(std::string_view text);

/// The fraction with a denominator of at most 1001 that is nearest to `value` (frame rates of headers are floats:
/// 23.976 becomes 24000/1001). Nothing if value is not finite or outside 1/1000...1000.
std::optional<Rational> rational_near(double value);

}  // namespace tasma
