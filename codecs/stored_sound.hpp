#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace tasma::codecs {

/// How a sound file stores its samples.
struct StoredSound {
  std::string codec;  // libav's name: "pcm_u8", "pcm_s24be"
  int bits = 0;       // of a sample with what fills its bytes: 8, 16, 24 or 32
};

/// As the part of a file before its samples says it: of WAV, BWF, RF64, BW64 (see wave.hpp), or of AIFF and AIFF-C
/// (Apple, "Audio Interchange File Format", 1989 and 1991), which RAWcooked takes too. Throws Error(material) for
/// anything else: its samples could not be put back as they were.
StoredSound stored_sound(std::span<const std::uint8_t> before_samples);

}  // namespace tasma::codecs
