#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "codecs/tiff_file.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs {

/// How the samples of one TIFF picture lie in the file, as its directory says, not yet judged.
struct TiffLayout {
  std::uint32_t width = 0, height = 0;
  std::uint16_t bits = 1, samples = 1;
  std::uint16_t sample_format = 1, photometric = 0, compression = 1, planar = 1, predictor = 1, fill_order = 1;
  std::uint16_t extra_samples = 0, extra_sample_kind = 0;  // count, and what the first of them is said to be
  std::uint32_t rows_per_strip = 0;
  bool tiled = false;
  std::uint32_t tile_width = 0, tile_height = 0;
  int pictures = 0;              // directories that are neither thumbnails nor masks
  bool thumbnail_first = false;  // the current directory is no picture itself, a later one is
  bool big_endian = false;
  bool big_tiff = false;

  Size size() const { return {static_cast<int>(width), static_cast<int>(height)}; }
  bool separate() const { return samples > 1 && planar != 1; }  // one plane behind the other
  int planes_together() const { return separate() ? 1 : samples; }

  // A piece is a strip or a tile, of one plane where they are separate. Tiles are whole at the edges, too.
  std::uint32_t piece_width() const { return tiled ? tile_width : width; }
  std::uint32_t piece_height() const { return tiled ? tile_height : std::clamp(rows_per_strip, 1U, height); }
  std::uint64_t pieces_a_plane() const;
  std::uint64_t pieces() const { return pieces_a_plane() * (separate() ? samples : 1U); }
  std::uint64_t line_bytes() const;                      // of a piece, decoded; lines begin at bytes
  std::uint64_t piece_bytes(std::uint64_t piece) const;  // decoded
  std::uint64_t decoded_bytes() const;                   // of all pieces
};

/// Reads it from the directory that is current, and walks the others; afterwards the first one is current again.
TiffLayout layout_of(const TiffFile& file);

/// Why the picture cannot be read: a flavour that is not supported, more than the limits allow, or a file that does not
/// hold what its directory promises. Looks at `size`, bytes of the file, and at the table of strips, not at samples.
std::optional<Finding> problem_of(const TiffFile& file, const TiffLayout& layout, std::uint64_t size);

std::string_view compression_name(std::uint16_t compression);  // "LZW"; "an unknown compression"
std::string_view photometric_name(std::uint16_t photometric);  // "RGB"
std::string flavour_of(const TiffLayout& layout);              // "16-bit RGB, strips, LZW, little-endian"

}  // namespace tasma::codecs
