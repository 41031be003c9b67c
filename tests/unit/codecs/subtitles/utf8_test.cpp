#include "codecs/subtitles/utf8.hpp"

#include <gtest/gtest.h>

namespace tasma::codecs::subtitles {
namespace {

TEST(Utf8, EveryCharacterGoesThereAndBack) {
  for (char32_t character = 0; character <= 0x10ffff; ++character) {
    if (character >= 0xd800 && character <= 0xdfff) continue;
    std::string text;
    append_utf8(text, character);
    std::size_t at = 0;
    ASSERT_EQ(next_character(text, at), character) << code_of(character);
    ASSERT_EQ(at, text.size());
  }
}

TEST(Utf8, WhatIsNoneIsTold) {
  for (const auto* text : {"", "\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                           "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xe2\x82"}) {
    std::size_t at = 0;
    EXPECT_EQ(next_character(text, at), std::nullopt) << text;
    EXPECT_EQ(at, 0u);
  }
  EXPECT_EQ(characters_of("ә\xff ә"), U"ә");
}

TEST(Utf8, CodesHaveFourDigitsOrMore) {
  EXPECT_EQ(code_of(U'a'), "U+0061");
  EXPECT_EQ(code_of(U'ә'), "U+04D9");
  EXPECT_EQ(code_of(0x1f600), "U+1F600");
}

}  // namespace
}  // namespace tasma::codecs::subtitles
