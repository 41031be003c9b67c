#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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
  /// Fields that usually differ from frame to frame, as HeaderFacts::fields: creation time...
  std::vector<std::pair<std::string, std::string>> own;
  bool kept_whole = false;  // of a file: samples will not give it back, as far as the header tells
  /// `file` and `frame` are empty: the caller knows them. A refusal is a flavour that is not supported, a remark is
  /// damage that keeps the picture from being read, a note takes nothing away.
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
