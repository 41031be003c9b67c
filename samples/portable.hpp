#pragma once

#include <cmath>
#include <cstdint>

namespace tasma::samples {

// The reels are the same bytes on every machine. The C library's log, exp and sin differ in the last bit between
// processors, and the standard library's distributions between implementations; what stands here is made of operations
// that IEEE 754 fixes.

/// Scatters all bits of `x` (splitmix64).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// A seed for one purpose out of a reel's seed: so that frames can be drawn in any order.
constexpr std::uint64_t seed_of(std::uint64_t seed, std::uint64_t purpose, std::uint64_t a = 0, std::uint64_t b = 0) {
  return mix(mix(mix(seed + purpose) + a) + b);
}

/// Random numbers by seed (splitmix64's sequence).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits() { return mix(state_ += 0x9e3779b97f4a7c15ULL); }
  double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }  // [0, 1)
  double between(double low, double high) { return low + (high - low) * unit(); }
  int below(int limit) { return static_cast<int>(bits() % static_cast<std::uint64_t>(limit)); }
  bool happens(double probability) { return unit() < probability; }

  /// Mean 0, variance 1, at most 4.9 from it: the sum of eight uniform numbers.
  double normal() {
    std::int64_t sum = 0;
    for (int draw = 0; draw < 2; ++draw) {
      const auto word = bits();
      for (int shift = 0; shift < 64; shift += 16) sum += static_cast<std::int64_t>((word >> shift) & 0xffff);
    }
    constexpr double mean = 8 * 65535 / 2.0;
    constexpr double deviation = 53509.2;  // sqrt(8 * (2^32 - 1) / 12)
    return (static_cast<double>(sum) - mean) / deviation;
  }

 private:
  std::uint64_t state_;
};

/// log2 of a positive number, to about 1e-13.
inline double log2_of(double x) {
  int exponent = 0;
  double part = std::frexp(x, &exponent);  // [0.5, 1)
  if (part < 0.70710678118654752) part *= 2, --exponent;
  const double s = (part - 1) / (part + 1), square = s * s;
  double sum = 0;
  for (int n = 15; n >= 1; n -= 2) sum = sum * square + 1.0 / n;
  return exponent + 2 * s * sum * 1.4426950408889634;
}

inline double log10_of(double x) { return log2_of(x) * 0.30102999566398120; }

inline double exp2_of(double x) {
  const double whole = std::floor(x + 0.5), t = (x - whole) * 0.69314718055994531;
  double sum = 1;
  for (int n = 14; n >= 1; --n) sum = 1 + sum * t / n;
  return std::ldexp(sum, static_cast<int>(whole));
}

/// x to the power p; 0 for x = 0.
inline double power(double x, double p) { return x <= 0 ? 0 : exp2_of(p * log2_of(x)); }

/// Sine of an angle in turns.
inline double sine(double turns) {
  double t = turns - std::floor(turns + 0.5);
  if (t > 0.25) t = 0.5 - t;
  if (t < -0.25) t = -0.5 - t;
  const double x = t * 6.283185307179586, square = x * x;
  double sum = 1;
  for (int n = 14; n >= 2; n -= 2) sum = 1 - sum * square / (n * (n + 1));
  return x * sum;
}

/// 0 below `low`, 1 above `high`, smooth between.
inline float smooth_step(float low, float high, float x) {
  const float t = x <= low ? 0.0F : x >= high ? 1.0F : (x - low) / (high - low);
  return t * t * (3 - 2 * t);
}

}  // namespace tasma::samples
