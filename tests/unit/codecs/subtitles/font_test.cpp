#include "codecs/subtitles/font.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codecs/subtitles/utf8.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::subtitles {
namespace {

using support::TemporaryFolder;
using testing::HasSubstr;
using testing::IsEmpty;

Subtitles saying(const std::string& text) { return {"kk", {{5'000, 6'000, {{{"a"}}, {{text}}}, {}, 12}}}; }

struct Alphabet {
  const char* language;
  const char* letters;
};

// The official alphabets, capital and small; digits and the marks of a sentence are common to all.
const Alphabet alphabets[] = {
    {"Kazakh", "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"},
    {"Kazakh, Latin of 2021", "AaÄäBbDdEeFfGgĞğHhIıİiJjKkLlMmNnŊŋOoÖöPpQqRrSsŞşTtUuŪūÜüVvYyZz"},
    {"Kyrgyz", "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнҢңОоӨөПпРрСсТтУуҮүФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯя"},
    {"Uzbek, Cyrillic", "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЪъЬьЭэЮюЯяЎўҚқҒғҲҳ"},
    {"Uzbek, Latin", "AaBbDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvXxYyZzOʻoʻGʻgʻShshChchʼ’‘"},
    {"Tajik", "АаБбВвГгҒғДдЕеЁёЖжЗзИиӢӣЙйКкҚқЛлМмНнОоПпРрСсТтУуӮӯФфХхҲҳЧчҶҷШшЪъЭэЮюЯя"},
    {"Turkmen", "AaBbÇçDdEeÄäFfGgHhIiJjŽžKkLlMmNnŇňOoÖöPpRrSsŞşTtUuÜüWwYyÝýZz"},
    {"Azerbaijani", "AaBbCcÇçDdEeƏəFfGgĞğHhXxIıİiJjKkQqLlMmNnOoÖöPpRrSsŞşTtUuÜüVvYyZz"},
    {"Russian", "АаБбВвГгДдЕеЁёЖжЗзИиЙйКкЛлМмНнОоПпРрСсТтУуФфХхЦцЧчШшЩщЪъЫыЬьЭэЮюЯя"},
    {"English", "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz"},
    {"all", "0123456789 .,;:!?…-–—«»„“”\"'()[]&%№*/\xc2\xa0"},
};

TEST(Font, TheDefaultHoldsTheAlphabetsOfTheRegion) {
  const Font font(default_font());
  for (const auto& [language, letters] : alphabets)
    EXPECT_THAT(missing_characters(saying(letters), font, "a.srt"), IsEmpty()) << language;
}

TEST(Font, missing_character) {
  const Font font(default_font());
  const auto findings = missing_characters(saying("Қыз 映 映画"), font, "a.srt");
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(name_of(findings[0].code), "missing_character");
  EXPECT_EQ(findings[0].severity, Severity::refusal);
  EXPECT_EQ(findings[0].file, "a.srt");
  EXPECT_THAT(english(findings[0].message), HasSubstr("cue 1, of line 12: "));
  EXPECT_THAT(english(findings[0].message), HasSubstr("lacks 映 (U+6620) in row 2"));
  EXPECT_THAT(english(findings[1].message), HasSubstr("画 (U+753B)"));
}

TEST(Font, CharactersThatOnlySteerNeedNoGlyph) {
  const Font font(default_font());
  const auto text = "a\u200d\u200e\u00ad\ufeff";
  EXPECT_THAT(missing_characters(saying(text), font, "a.srt"), IsEmpty());
  EXPECT_EQ(characters_of(saying(text)), Characters{U'a'});
}

TEST(Font, ASubsetHoldsWhatIsAskedForAndNothingElse) {
  const TemporaryFolder folder;
  const Font font(default_font());
  const auto wanted = characters_of(saying("Қазақ oʻzbek"));
  const auto bytes = font.subset(wanted);
  EXPECT_LT(bytes.size(), 50'000u);
  const Font small(folder.write("small.ttf", std::string(bytes.begin(), bytes.end())));
  for (const auto character : wanted) EXPECT_TRUE(small.has(character)) << code_of(character);
  for (const auto character : {U'Ғ', U'x', U'0'}) EXPECT_FALSE(small.has(character)) << code_of(character);
  EXPECT_EQ(small.family(), font.family());
}

TEST(Font, TheSameCharactersGiveTheSameBytes) {
  const auto wanted = characters_of(saying("Ташкент, Toshkent, oʻ gʻ"));
  EXPECT_EQ(Font(default_font()).subset(wanted), Font(default_font()).subset(wanted));
}

TEST(Font, ASubsetThatPlayersDoNotTakeIsRefused) {
  const auto large = default_font().parent_path() / "NotoSerifTangut-Regular.ttf";
  if (!exists(large)) GTEST_SKIP() << "no Noto Serif Tangut";
  Characters all;
  for (char32_t character = 0x17000; character < 0x18000; ++character) all.insert(character);
  const Font font(large);
  EXPECT_THROW(font.subset(all), Error);
  EXPECT_NO_THROW(font.subset({0x17000}));
}

/// A font of a few characters, with a value of its OS/2 table changed.
std::string with_embedding(std::uint16_t embedding) {
  const auto bytes = Font(default_font()).subset({U'a'});
  std::string font(bytes.begin(), bytes.end());
  const auto entry = font.find("OS/2");
  std::size_t at = 0;
  for (std::size_t i = 0; i < 4; ++i) at = at << 8 | static_cast<std::uint8_t>(font[entry + 8 + i]);
  font[at + 8] = static_cast<char>(embedding >> 8);
  font[at + 9] = static_cast<char>(embedding & 0xff);
  return font;
}

TEST(Font, WhatItsMakerForbidsIsNotEmbedded) {
  const TemporaryFolder folder;
  EXPECT_NO_THROW(Font(folder.write("free.ttf", with_embedding(0))));
  EXPECT_NO_THROW(Font(folder.write("editable.ttf", with_embedding(8))));
  EXPECT_THROW(Font(folder.write("restricted.ttf", with_embedding(2))), Error);
  EXPECT_THROW(Font(folder.write("whole.ttf", with_embedding(0x100))).subset({U'a'}), Error);
}

TEST(Font, WhatIsNoFontIsRefused) {
  const TemporaryFolder folder;
  std::string font = with_embedding(0);
  for (const auto& content : {std::string(), std::string("text"), font.substr(0, 200), std::string(100'000, '\0')}) {
    try {
      Font(folder.write("bad.ttf", content));
      ADD_FAILURE() << content.size();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::material);
      EXPECT_THAT(error.what(), HasSubstr("bad.ttf"));
    }
  }
  EXPECT_THROW(Font(folder / "absent.ttf"), Error);
}

}  // namespace
}  // namespace tasma::codecs::subtitles
