#pragma once

#include <filesystem>
#include <functional>

#include "codecs/matroska.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Reads the header of a WAV, BWF or RF64 file (or of the sound in a movie). Throws Error(material) if it has none, or
/// one that lies: sizes beyond the file, no channels, a rate outside 8 kHz-384 kHz, more than 64 channels. The count of
/// samples is exact for the former, for a movie what its container says.
SoundInfo probe_sound(const std::filesystem::path& file);

/// Codes a whole sound file as one segment: FLAC for integer PCM of 16 and 24 bits in up to 8 channels, else the PCM as
/// it is (libav's FLAC silently drops the low bits of 32, and has no 8). Proves it: the file is fsynced, dropped from
/// the page cache, read again, decoded and compared with the digest of the source's samples. Returns the digest of the
/// samples, interleaved, little-endian as stored. `stop` is asked now and then; a true ends the work with
/// Error(interrupted).
Sha256 preserve_sound(const SoundInfo& sound, const std::filesystem::path& segment, const std::function<bool()>& stop);

/// Hands on the samples of such a segment, or of a master's sound track `track` (from 0), as the source stored them:
/// interleaved, in the size and as the PCM that `sound` says (`bits`, `codec`). Throws Error(material) for one that
/// does not decode.
void read_stored_sound(const std::filesystem::path& segment, std::size_t track, const SoundInfo& sound,
                       const std::function<void(std::span<const std::uint8_t>)>& sink);

/// How fast a sound is played: `ratio` times as fast as it was recorded, from 1/2 to 2, in lowest terms up to 5000.
struct SoundSpeed {
  Rational ratio{1, 1};
  bool keeps_pitch = false;
};

/// Interleaved 32-bit signed PCM, full scale, decoded and resampled to `rate` at `speed`, `channels` as in the file,
/// handed on in blocks: what screening encoders are fed. The first sound track; silence stands before one that begins
/// late.
void read_sound(const std::filesystem::path& file, int rate, const SoundSpeed& speed,
                const std::function<void(std::span<const std::int32_t> samples, int channels)>& sink);

}  // namespace tasma::codecs
