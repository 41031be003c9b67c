#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "codecs/exr_attributes.hpp"
#include "codecs/input_file.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs {

/// One flat picture whose sizes are possible: sides up to 65,535, decoded up to 4 GiB, and never more than the file's
/// bytes can hold by their compression. Its channels are R, G, B and perhaps A, or Y alone, of halves or floats.
struct ExrOutline {
  Rectangle window;  // of the data, in the plane of the display
  std::vector<ExrChannel> channels;
  std::uint8_t compression = 0;
  std::optional<Size> tile;  // none: scan lines
  std::uint64_t table = 0;   // where the places of the chunks stand, 8 bytes each
  std::uint64_t chunks = 0;  // of the picture at its full size

  int planes() const { return static_cast<int>(channels.size()); }
};

/// The outline, or why the picture cannot be read: a refusal (several parts, deep samples, channels that are no picture
/// of ours, too large) or damage. Throws Error(io).
std::variant<ExrOutline, Finding> outline_of(const ByteSource& file);

/// A chunk that was never written or lies beyond the end of the file. Throws Error(io).
std::optional<Finding> missing_chunk(const ByteSource& file, const ExrOutline& outline);

std::string flavour_of(const ExrOutline& outline);  // "half RGB, scan lines, ZIP"

}  // namespace tasma::codecs
