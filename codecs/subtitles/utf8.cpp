#include "codecs/subtitles/utf8.hpp"

namespace tasma::codecs::subtitles {

std::u32string characters_of(std::string_view text) {
  std::u32string characters;
  std::size_t at = 0;
  while (const auto character = next_character(text, at)) characters += *character;
  return characters;
}

std::string code_of(char32_t character) {
  std::string digits;
  for (auto left = character; left != 0 || digits.size() < 4; left >>= 4)
    digits.insert(digits.begin(), "0123456789ABCDEF"[left & 0xf]);
  return "U+" + digits;
}

bool is_control(char32_t character) {
  return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0xfffe || character == 0xffff;
}

}  // namespace tasma::codecs::subtitles
