#include "codecs/subtitles/on_film.hpp"

#include <numeric>

#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

std::int64_t product(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result))
    throw Error(ExitCode::usage, Message("T2821", "rates and offset of the subtitles are too odd; give simpler ones"));
  return result;
}

std::int64_t sum(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) product(INT64_MAX, 2);  // says the same
  return result;
}

Rational reduced(std::int64_t num, std::int64_t den) {
  const auto common = std::gcd(num, den);
  return {num / common, den / common};
}

/// num / den, downwards.
std::int64_t floored(std::int64_t num, std::int64_t den) { return num / den - (num % den < 0); }

/// The whole number nearest to num / den; halves go up.
std::int64_t rounded(std::int64_t num, std::int64_t den) { return floored(sum(product(num, 2), den), product(den, 2)); }

}  // namespace

Subtitles on_film(Subtitles subtitles, const Timing& timing) {
  if (!timing.timed_at.known() || !timing.shown_at.known() || timing.offset_s.den < 1)
    throw Error(ExitCode::usage, Message("T2822", "rates of subtitles must be positive, as 25 or 24000/1001"));
  const auto& [timed, shown, offset] = timing;
  const auto stretch = reduced(product(timed.num, shown.den), product(timed.den, shown.num));
  const auto shift_ms = reduced(product(offset.num, 1000), offset.den);
  const auto moved = [&](std::int64_t ms) {
    return rounded(sum(product(product(ms, stretch.num), shift_ms.den), product(shift_ms.num, stretch.den)),
                   product(stretch.den, shift_ms.den));
  };
  for (auto& cue : subtitles.cues) {
    cue.begin_ms = moved(cue.begin_ms);
    cue.end_ms = moved(cue.end_ms);
  }
  return subtitles;
}

std::int64_t nearest_frame(std::int64_t time_ms, const Rational& rate) {
  return rounded(product(time_ms, rate.num), product(rate.den, 1000));
}

std::int64_t middle_of_frame_ms(std::int64_t frame, const Rational& rate) {
  // The last millisecond in front of the middle: from the middle on, a begin belongs to the next frame.
  return floored(product(product(2 * frame + 1, 1000), rate.den) - 1, product(rate.num, 2));
}

}  // namespace tasma::codecs::subtitles
