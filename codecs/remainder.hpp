#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "codecs/input_file.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/core/source_file.hpp"

namespace tasma::codecs {

/// Whether a still that can be decoded comes back from its samples, by its header alone: what a price can be told by.
/// Throws Error(io).
bool comes_back_from_samples(const ByteSource& file);

/// Of a whole still in memory whose samples decode_still() (still.hpp) gives: DPX of every flavour that is read; TIFF
/// without compression whose strips follow each other without gaps, most significant bit first. Nothing: samples do
/// not bring this file back (compressed, damaged, unknown), it must be kept whole.
std::optional<Remainder> remainder_of_still(std::span<const std::uint8_t> file);

/// The file again. `file_size` is that of the source; without it (RAWcooked does not say it of a DPX) DPX lines are
/// taken as padded to 32 bits but where the header tells otherwise. Throws Error(material) if the remainder is of no
/// still, or of one of another shape than `image`.
std::vector<std::uint8_t> rejoined_still(const Remainder& remainder, const Image& image,
                                         std::optional<std::uint64_t> file_size);

/// How large that file is, bytes; of `picture` size, planes and depth count. Throws as rejoined_still() does.
std::uint64_t size_of_still(const Remainder& remainder, const StreamInfo& picture,
                            std::optional<std::uint64_t> file_size);

constexpr std::uint64_t most_sound_remainder = std::uint64_t{64} << 20;  // bytes; real ones have hundreds

/// Whether no more than most_sound_remainder lies before and after the samples. If not, keep the file whole. Throws
/// Error as probe_wave() does.
bool remainder_fits(const std::filesystem::path& file);

/// Of a WAV, BWF, RF64 or BW64 file. Nothing: it does not fit. Throws Error as probe_wave() does.
std::optional<Remainder> remainder_of_sound(const std::filesystem::path& file);

/// Hands `sink` the bytes of the file piece by piece: before, the samples of sound track `track`, from 0, of `from` (a
/// master, or a segment that preserve_sound() made) as the file stores them, after. Throws Error(material) if they do
/// not decode, or for what stored_sound() refuses.
void rejoin_sound(const Remainder& remainder, const SoundInfo& sound, const std::filesystem::path& from,
                  std::size_t track, const std::function<void(std::span<const std::uint8_t>)>& sink);

}  // namespace tasma::codecs
