#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codecs/still.hpp"

namespace tasma::codecs {

// TIFF, revision 6.0 (Adobe, 1992), and BigTIFF, by libtiff behind limits of ours.
//
// Read: 8, 10, 12 and 16 bit unsigned (10 and 12 packed without gaps, the first sample in the highest bits, section
// "BitsPerSample"); grey, RGB, and RGB with one extra sample (as plane 4, whatever it is said to be); strips and tiles
// (section 15); contiguous samples and separate planes; uncompressed, LZW, Deflate (8 and 32946), PackBits; horizontal
// predictor of 8 and 16 bits; both byte orders. Samples are what is stored: min-is-white is not inverted, orientation
// not applied, alpha not unpremultiplied; fields say so. Everything else is refused by name. A thumbnail or mask
// (NewSubfileType 1, 4) beside the picture is left alone.
//
// Limits, checked before memory is asked for: sides up to 65,535, of tiles, too; decoded up to 4 GiB with what tiles
// hold beyond the edges; and never more than the file's bytes can hold by its compression.

bool is_tiff(std::span<const std::uint8_t> head);

/// Fields: photometric, compression, predictor, extra sample, orientation, resolution, ICC profile (size and
/// SHA-256), maker, model, software, date time, artist, host, document name, image description, copyright.
StillHeader read_tiff_header(const ByteSource& file);

/// Throws Error(material).
Image decode_tiff(std::span<const std::uint8_t> file);

/// A baseline TIFF of `image`: little-endian, uncompressed, strips of about 64 KiB; 8 bit if the image has depth 8,
/// else 16 bit, with code values of 9-15 bits shifted up to the top of the 16. `source` gives what is said about the
/// picture: maker, model, artist, date time, image description, orientation, resolution... its ICC profile and transfer
/// are not carried. The same image and source give the same bytes. Throws Error(no_output) if it would not fit into 4
/// GiB, and for grey with alpha.
std::vector<std::uint8_t> encode_tiff(const Image& image, const HeaderFacts& source);

}  // namespace tasma::codecs
