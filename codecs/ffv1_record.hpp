#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tasma::codecs {

/// The Configuration Record of FFV1 version 3 (RFC 9043, 4.3), the codec's private data: what a stream is without
/// decoding a picture of it.
struct Ffv1Record {
  int version = 0, micro_version = 0;
  int coder = 0;        // 0 Golomb-Rice, 1 range coder, 2 range coder with its own state transitions
  bool rgb = false;     // else luma first
  int bits = 0;         // of a sample
  bool chroma = false;  // luma comes with two planes of chroma
  bool alpha = false;
  int columns = 0, rows = 0;  // of slices
  bool checked = false;       // every slice ends with a CRC-32
  bool intra = false;         // every frame stands alone

  /// As an Image has them; 0 for YCbCr.
  int planes() const { return !rgb && chroma ? 0 : (rgb ? 3 : 1) + alpha; }
};

/// Nothing if it is damaged (it carries a CRC-32), cut short, or of another version.
std::optional<Ffv1Record> parse_ffv1_record(std::span<const std::uint8_t> record);

/// Whether the packet is a frame with all its slices, each with the right CRC and without its encoder's error mark
/// (RFC 9043, 4.9). Only for streams whose slices are `checked`.
bool has_sound_slices(const Ffv1Record& record, std::span<const std::uint8_t> packet);

}  // namespace tasma::codecs
