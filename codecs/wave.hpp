#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Reads the header of a WAV or BWF file (RIFF), RF64 (EBU Tech 3306) or BW64 (ITU-R BS.2088): integer PCM of 8, 16, 24
/// or 32 bits, or 32-bit float; 1-64 channels, 8-384 kHz. `bits` is the container's size: 20 bits in 24 are 24. Codecs:
/// pcm_u8, pcm_s16le, pcm_s24le, pcm_s32le, pcm_f32le. Throws Error(material) that names the file, and the byte where
/// that helps, if it is no such file or its sizes lie; Error(no_input, permission, io) if it cannot be read.
SoundInfo probe_wave(const std::filesystem::path& file);

/// Where the samples of such a file lie: its data chunk without the chunk's head.
struct WaveSamples {
  std::uint64_t begin = 0;  // bytes from the beginning of the file
  std::uint64_t bytes = 0;
};

/// Throws Error as probe_wave() does.
WaveSamples find_wave_samples(const std::filesystem::path& file);

/// What a fmt chunk says.
struct WaveFormat {
  int tag = 0, channels = 0, block = 0, bits = 0;  // tag: of WAVE_FORMAT_EXTENSIBLE, the subformat's; block: bytes of
                                                   // one sample of every channel
  std::uint32_t rate = 0;
};

constexpr std::size_t least_wave_format = 16;  // bytes

/// Of the content of the chunk, at least least_wave_format; more than 40 bytes say nothing.
WaveFormat read_wave_format(std::span<const std::uint8_t> chunk);

/// The codec that probe_wave() gives such samples; empty: one it refuses.
std::string wave_codec(const WaveFormat& format);

/// Whether a file begins as WAV, BWF, RF64 or BW64 do; a dozen bytes suffice.
bool begins_as_wave(std::span<const std::uint8_t> head);

/// Whether files of this extension (lower case, no dot) are taken for sound that belongs to the frames beside them.
bool is_wave_extension(std::string_view extension);

}  // namespace tasma::codecs
