#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codecs/screening.hpp"
#include "pipeline/core/frame.hpp"

namespace tasma::codecs {

/// Frames of a reel, side by side under a heading.
struct SheetRow {
  std::string heading;                // UTF-8
  DisplaySpec spec;                   // how they are shown; the picture area is the whole frame
  std::optional<Rectangle> outlined;  // of the frame: drawn as a frame in it, what is outside darkened
  std::vector<Frame> frames;          // captioned by their numbers
};

/// A contact sheet as a PNG file, 8-bit RGB, 1536 pixels wide. The same rows and font give the same bytes for the same
/// libraries. Throws Error: no_input where no font is installed (default_font()), usage as make_display() does.
std::vector<std::uint8_t> contact_sheet(const std::vector<SheetRow>& rows);

}  // namespace tasma::codecs
