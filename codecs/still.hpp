#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/input_file.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// What the header of one still says, or why it says nothing.
struct StillHeader {
  std::optional<HeaderFacts> facts;  // none: the picture cannot be read, and a finding says why
  std::string timecode, keycode;     // of this frame; empty: not said
  /// `file` and `frame` are empty: the caller knows them. Where facts are there, findings may add that samples are
  /// missing (missing_bytes) or that a field lies (incorrect_header).
  std::vector<Finding> findings;
};

/// A kind of file that holds one picture.
struct StillFormat {
  std::string_view name;  // "TIFF"
  bool (*recognises)(std::span<const std::uint8_t> head);

  /// Reads the header alone. Never throws for what stands in the file; Error(io) if it cannot be read.
  StillHeader (*read_header)(const ByteSource& file);

  /// The picture of a whole file. Throws Error(material) if it is damaged or not supported; the message names no file.
  Image (*decode)(std::span<const std::uint8_t> file);
};

/// The format whose mark the file begins with (a dozen bytes suffice); null: none we read.
const StillFormat* still_format_of(std::span<const std::uint8_t> head);

/// The header of any still, of unknown formats too: those give a finding invalid_header or unexpected_flavour.
StillHeader read_still_header(const ByteSource& file);

/// The picture of any still. Throws Error(material).
Image decode_still(std::span<const std::uint8_t> file);

}  // namespace tasma::codecs
