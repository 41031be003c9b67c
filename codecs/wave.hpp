#pragma once

#include <cstdint>
#include <filesystem>
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

/// Whether files of this extension (lower case, no dot) are taken for sound that belongs to the frames beside them.
bool is_wave_extension(std::string_view extension);

}  // namespace tasma::codecs
