#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tasma::codecs::subtitles {

/// The character that begins at byte `at`, which moves behind it. Nothing, and `at` stays, where no UTF-8 (RFC 3629)
/// stands or the text ends.
std::optional<char32_t> next_character(std::string_view text, std::size_t& at);

/// The characters of valid UTF-8; of other text, those in front of the first byte that is wrong.
std::u32string characters_of(std::string_view text);

void append_utf8(std::string& text, char32_t character);

/// "U+04D9"
std::string code_of(char32_t character);

/// A character that cannot stand in a cue: control characters and what XML 1.0 forbids.
bool is_control(char32_t character);

}  // namespace tasma::codecs::subtitles
