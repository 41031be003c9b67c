#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "codecs/sound.hpp"

namespace tasma::codecs {

constexpr int played_rate = 48'000;  // Hz, of all screening copies

/// Some of a film's sound: what plays `length_s` from `begin_s` of a file on, silence before its beginning (a negative
/// `begin_s`), where it has ended, and where there is none. Seconds are those of the file as it is played.
struct SoundStretch {
  std::optional<SoundInfo> sound;
  double begin_s = 0, length_s = 0;
  SoundSpeed speed = {};
};

/// The channels that all of a film's sound has; at least one stretch has sound. Throws Error(material) for sound of
/// other channels than what comes before, or of more than 8.
int channels_of(std::span<const SoundStretch> film);

/// A track of a film as it is heard, by `gain_db` louder: stretches follow each other without a seam. Hands on
/// interleaved samples of played_rate, signed, full-scale 32 bits. Throws what channels_of() and read_sound() throw.
void play_sound(std::span<const SoundStretch> film, double gain_db,
                const std::function<void(std::span<const std::int32_t> samples)>& sink);

}  // namespace tasma::codecs
