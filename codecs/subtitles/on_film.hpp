#pragma once

#include <cstdint>

#include "codecs/subtitles/cue.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::subtitles {

/// How the times of a subtitle file become times on the joined film: time x timed_at / shown_at + offset. Subtitles
/// made for a copy at 25 frames a second, of a film that is shown at 24: timed_at 25, shown_at 24.
struct Timing {
  Rational timed_at{1, 1}, shown_at{1, 1};  // frames a second
  Rational offset_s{0, 1};                  // seconds; the numerator may be negative
};

/// The cues at their times on the film, computed exactly and rounded once, to the nearest millisecond. Throws
/// Error(usage) for rates that are not positive and for fractions that lead beyond 63 bits.
Subtitles on_film(Subtitles subtitles, const Timing& timing);

/// The joined film as a copy shows it.
struct FilmLength {
  Rational rate;            // frames a second
  std::int64_t frames = 0;  // frames
};

/// The frame whose beginning is nearest to a time. Rates are those of parse_rational(), times below 100 hours.
std::int64_t nearest_frame(std::int64_t time_ms, const Rational& rate);

/// The time by which to tell what stands in a frame: a cue that stands then stands in the frames from nearest_frame()
/// of its begin to nearest_frame() of its end, half open, and in no other.
std::int64_t middle_of_frame_ms(std::int64_t frame, const Rational& rate);

}  // namespace tasma::codecs::subtitles
