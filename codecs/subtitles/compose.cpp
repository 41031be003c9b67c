#include "codecs/subtitles/compose.hpp"

#include <hb.h>

#include <algorithm>

#include "codecs/subtitles/utf8.hpp"

namespace tasma::codecs::subtitles {
namespace {

int class_of(char32_t character) {
  return static_cast<int>(hb_unicode_combining_class(hb_unicode_funcs_get_default(), character));
}

/// Canonical decomposition, marks in canonical order.
std::u32string decomposed(std::u32string_view characters) {
  auto* const unicode = hb_unicode_funcs_get_default();
  std::u32string all;
  for (const auto character : characters) {
    hb_codepoint_t first = character, second = 0;
    std::u32string marks;  // from the last one on
    while (hb_unicode_decompose(unicode, first, &first, &second) != 0)
      if (second != 0) marks += second;
    all += first;
    all.append(marks.rbegin(), marks.rend());
  }
  for (auto begin = all.begin(); begin != all.end();) {
    const auto marks = std::find_if(begin, all.end(), [](char32_t c) { return class_of(c) != 0; });
    begin = std::find_if(marks, all.end(), [](char32_t c) { return class_of(c) == 0; });
    std::stable_sort(marks, begin, [](char32_t a, char32_t b) { return class_of(a) < class_of(b); });
  }
  return all;
}

}  // namespace

std::string composed(std::string_view text) {
  auto* const unicode = hb_unicode_funcs_get_default();
  std::u32string characters;
  auto base = std::u32string::npos;
  for (const auto character : decomposed(characters_of(text))) {
    const bool adjoins =
        base != characters.npos && (base + 1 == characters.size() || class_of(characters.back()) < class_of(character));
    hb_codepoint_t both = 0;
    if (adjoins && hb_unicode_compose(unicode, characters[base], character, &both) != 0) {
      characters[base] = both;
      continue;
    }
    if (class_of(character) == 0) base = characters.size();
    characters += character;
  }
  std::string result;
  for (const auto character : characters) append_utf8(result, character);
  return result;
}

}  // namespace tasma::codecs::subtitles
