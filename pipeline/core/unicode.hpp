#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tasma {

/// The character that begins at byte `at`, which moves behind it. Nothing, and `at` stays, where no UTF-8 (RFC 3629:
/// nothing overlong, no surrogates, nothing above U+10FFFF) stands or the text ends.
std::optional<char32_t> next_character(std::string_view text, std::size_t& at);

void append_utf8(std::string& text, char32_t character);

}  // namespace tasma
