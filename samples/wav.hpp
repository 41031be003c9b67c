#pragma once

#include "samples/bytes.hpp"

namespace tasma::samples {

/// The bytes of a WAV file, 48 kHz, 24 bits, one channel, as long as `frames` at `num`/`den` frames a second: a soft
/// tone of 440 Hz, and a click of two milliseconds at the beginning of every second that begins with a frame.
Bytes wav_of(std::int64_t frames, std::int64_t num, std::int64_t den);

}  // namespace tasma::samples
