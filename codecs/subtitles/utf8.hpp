#pragma once

#include <string>
#include <string_view>

#include "pipeline/core/unicode.hpp"

namespace tasma::codecs::subtitles {

/// The characters of valid UTF-8; of other text, those in front of the first byte that is wrong.
std::u32string characters_of(std::string_view text);

/// "U+04D9"
std::string code_of(char32_t character);

/// A character that cannot stand in a cue: control characters and what XML 1.0 forbids.
bool is_control(char32_t character);

}  // namespace tasma::codecs::subtitles
