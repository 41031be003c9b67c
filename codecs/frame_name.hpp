#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tasma::codecs {

/// A file name taken apart: "R1_0001b.DPX" is prefix "R1_", number 1 of 4 digits, suffix "b", extension "dpx".
struct FrameName {
  std::string prefix;
  std::optional<std::int64_t> number;  // the last run of digits of the stem; none: no digits, or more than 18
  int digits = 0;
  std::string suffix;
  std::string extension;  // ASCII letters in lower case, without the dot

  /// As a person writes it: "R1_####b.dpx".
  std::string pattern() const {
    return prefix + std::string(static_cast<std::size_t>(digits), '#') + suffix + '.' + extension;
  }
};

/// `name` may hold any bytes; a leading dot begins a name, not an extension.
FrameName parse_frame_name(std::string_view name);

/// Whether files of this extension are frames: DPX, TIFF, OpenEXR.
bool is_frame_extension(std::string_view extension);

}  // namespace tasma::codecs
