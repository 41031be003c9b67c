#include "codecs/subtitles/read.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::subtitles {
namespace {

using support::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using Lines = std::vector<Line>;

Subtitles read(const std::string& name, const std::string& content, const std::string& encoding = {}) {
  const TemporaryFolder folder;
  return read_subtitles(folder.write(name, content), encoding);
}

/// The message of the refusal; empty: none.
std::string refusal(const std::string& name, const std::string& content, const std::string& encoding = {},
                    ExitCode code = ExitCode::material) {
  try {
    read(name, content, encoding);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return {};
}

TEST(ReadSubtitles, SrtGivesTimesLooksAndLines) {
  const auto subtitles = read("a.srt",
                              "1\r\n00:00:05,000 --> 00:00:07,500\r\n<i>Сәлем</i>, әлем!\r\n- <b>Hello</b>\r\n\r\n"
                              "2\r\n00:01:00,5 --> 01:00:00,041\r\nlast\r\n");
  ASSERT_EQ(subtitles.cues.size(), 2u);
  const auto& first = subtitles.cues[0];
  EXPECT_EQ(first.begin_ms, 5000);
  EXPECT_EQ(first.end_ms, 7500);
  EXPECT_EQ(first.source_line, 2);
  EXPECT_EQ(first.place, std::nullopt);
  EXPECT_EQ(first.lines, (Lines{{{"Сәлем", true}, {", әлем!"}}, {{"- "}, {"Hello", false, true}}}));
  EXPECT_EQ(subtitles.cues[1].begin_ms, 60'500);
  EXPECT_EQ(subtitles.cues[1].end_ms, 3'600'041);
  EXPECT_EQ(subtitles.cues[1].source_line, 7);
  EXPECT_EQ(subtitles.language, "");
}

TEST(ReadSubtitles, SrtKeepsBracesThatAreText) {
  const auto subtitles = read("a.srt", "1\n00:00:05,000 --> 00:00:07,000\n{\\an8}{laughs} 5 < 6 & a\n");
  EXPECT_EQ(subtitles.cues.at(0).lines, (Lines{{{"{laughs} 5 < 6 & a"}}}));
  EXPECT_EQ(subtitles.cues[0].place, (Place{Vertical::top, Horizontal::centre, {}}));
}

TEST(ReadSubtitles, ALineOfDigitsIsText) {
  const auto subtitles =
      read("a.srt", "1\n00:00:05,000 --> 00:00:06,000\n1984\n\n2\n00:00:07,000 --> 00:00:08,000\nb\n");
  EXPECT_EQ(subtitles.cues.at(0).lines, (Lines{{{"1984"}}}));
}

TEST(ReadSubtitles, LettersAndTheirMarksBecomeOneCharacter) {
  const auto line = [](const std::string& text) {
    return text_of(read("a.srt", "1\n00:00:05,000 --> 00:00:06,000\n" + text + "\n").cues.at(0).lines.at(0));
  };
  EXPECT_EQ(line("и\u0306 е\u0308 у\u0304 s\u0327 I\u0307"), "й ё \u04ef ş İ");
  EXPECT_EQ(line("q\u0307"), "q\u0307");             // there is none
  EXPECT_EQ(line("o\u0304\u0323"), "\u1ecd\u0304");  // marks below come first
  EXPECT_EQ(line("\u1ed9"), "\u1ed9");               // of three characters, as it was
  EXPECT_EQ(line("a\u0316\u0301"), "\u00e1\u0316");  // over a mark below
  EXPECT_EQ(line("a\u0302\u0302"), "\u00e2\u0302");  // but not over another above
}

TEST(ReadSubtitles, CuesComeInTheOrderOfTheirBegin) {
  const auto subtitles = read("a.srt",
                              "1\n00:00:09,000 --> 00:00:10,000\nb\n\n2\n00:00:05,000 --> 00:00:06,000\na\n\n"
                              "3\n00:00:09,000 --> 00:00:11,000\nc\n");
  std::vector<std::string> texts;
  for (const auto& cue : subtitles.cues) texts.push_back(text_of(cue.lines.at(0)));
  EXPECT_THAT(texts, ElementsAre("a", "b", "c"));
}

TEST(ReadSubtitles, TimesThatMakeNoSenseAreKeptForTheCheck) {
  const auto subtitles = read("a.srt",
                              "1\n00:00:09,000 --> 00:00:08,000\nback\n\n2\n00:00:10,000 --> 00:00:10,000\nnone\n\n"
                              "3\n00:00:20,000 --> 00:00:21,000\nsound\n");
  EXPECT_EQ(subtitles.cues.at(0).end_ms, 8'000);
  EXPECT_EQ(subtitles.cues.at(1).end_ms, 10'000);
}

TEST(ReadSubtitles, ALineOfTimesThatIsWrittenWrongIsNamed) {
  const std::string good = "1\n00:00:05,000 --> 00:00:07,000\na\n\n2\n";
  for (const auto* bad : {"00:00:08,000 --> 00:00:9", "00:00:08 --> 00:00:09,000", "00:08,000 --> 00:09,000",
                          "00:00:08,000 --> 00:00:99,000", "00:00:08,000 --> 00:00:09,000b"})
    EXPECT_THAT(refusal("a.srt", good + bad + "\nb\n"), HasSubstr("line 6 is no line of times")) << bad;
  EXPECT_EQ(refusal("a.vtt", "WEBVTT\n\n00:08.000 --> 00:09.000\nb\n"), "");  // here hours may be left out
}

TEST(ReadSubtitles, WebVttGivesPlacesAndPlainText) {
  const auto subtitles =
      read("a.vtt",
           "WEBVTT\n\nNOTE a remark\n\n1\n00:05.000 --> 00:07.000 line:10% align:left\n"
           "<i>A &amp; &lt;b</i> <v Roger>Hi</v> {x}\nsecond\n\n00:00:08.000 --> 00:00:09.000\nlast\n\n"
           "00:00:10.000 --> 00:00:11.000 line:0\nabove\n");
  ASSERT_EQ(subtitles.cues.size(), 3u);
  EXPECT_EQ(subtitles.cues[0].lines, (Lines{{{"A & <b", true}, {" Hi {x}"}}, {{"second"}}}));
  EXPECT_EQ(subtitles.cues[0].place, (Place{Vertical::top, Horizontal::left, 100}));
  EXPECT_EQ(subtitles.cues[0].begin_ms, 5'000);
  EXPECT_EQ(subtitles.cues[0].source_line, 6);
  EXPECT_EQ(subtitles.cues[1].place, std::nullopt);
  EXPECT_EQ(subtitles.cues[1].source_line, 10);
  EXPECT_EQ(subtitles.cues[2].place, (Place{Vertical::top, Horizontal::centre, {}}));
}

constexpr auto ass_header =
    "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\n"
    "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
    "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, "
    "MarginV, Encoding\n"
    "Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0\n"
    "Style: Song,Arial,16,&Hffffff,&Hffffff,&H0,&H0,-1,-1,0,0,100,100,0,0,1,1,0,9,10,10,10,0\n\n"
    "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";

TEST(ReadSubtitles, AssGivesStylesTagsAndBreaks) {
  const auto subtitles = read(
      "a.ass", ass_header + std::string("Dialogue: 0,0:00:12.34,0:00:13.00,Song,,0,0,0,,{\\i0}x{\\r}y\\Nz, q\n"
                                        "Comment: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,a remark\n"
                                        "Dialogue: 0,0:00:05.00,0:00:06.50,Default,,0,0,0,,"
                                        "{\\blur2\\b700\\fs30}x{a remark}{\\b0\\an4}, y\\hz{\\p1}m 0 0{\\p0}\\nw\n"));
  ASSERT_EQ(subtitles.cues.size(), 2u);
  EXPECT_EQ(subtitles.cues[0].lines, (Lines{{{"x", false, true}, {", y\xc2\xa0z w"}}}));
  EXPECT_EQ(subtitles.cues[0].place, (Place{Vertical::middle, Horizontal::left, {}}));
  EXPECT_EQ(subtitles.cues[0].end_ms, 6'500);
  EXPECT_EQ(subtitles.cues[1].lines, (Lines{{{"x", false, true}, {"y", true, true}}, {{"z, q", true, true}}}));
  EXPECT_EQ(subtitles.cues[1].place, (Place{Vertical::top, Horizontal::right, {}}));
  EXPECT_EQ(subtitles.cues[1].begin_ms, 12'340);
}

TEST(ReadSubtitles, SsaCountsAlignmentsInItsOwnWay) {
  std::string header = ass_header;
  header.replace(header.find("[V4+ Styles]"), 12, "[V4 Styles]");
  const auto of = [&](const std::string& style, const std::string& tag) {
    const auto event = "Dialogue: Marked=0,0:00:05.00,0:00:06.50," + style + ",,0,0,0,," + tag + "x\n";
    return read("a.ssa", header + event).cues.at(0).place;
  };
  EXPECT_EQ(of("Default", ""), std::nullopt);                                  // 2: below
  EXPECT_EQ(of("Song", ""), (Place{Vertical::middle, Horizontal::left, {}}));  // 9 is in the middle, left
  EXPECT_EQ(of("Default", "{\\a6}"), (Place{Vertical::top, Horizontal::centre, {}}));
  EXPECT_EQ(of("Default", "{\\a4}"), std::nullopt);  // none
}

constexpr auto smpte_xml = R"(<?xml version="1.0" encoding="UTF-8"?>
<dcst:SubtitleReel xmlns:dcst="http://www.smpte-ra.org/schemas/428-7/2014/DCST">
  <dcst:Language>kk</dcst:Language><dcst:EditRate>24 1</dcst:EditRate><dcst:TimeCodeRate>24</dcst:TimeCodeRate>
  <dcst:StartTime>00:00:00:00</dcst:StartTime>
  <dcst:SubtitleList><dcst:Font Italic="yes">
    <dcst:Subtitle SpotNumber="1" TimeIn="00:00:04:04" TimeOut="00:00:05:12">
      <dcst:Text Valign="bottom" Vposition="8">below</dcst:Text>
      <dcst:Text Valign="bottom" Vposition="14.4">a <dcst:Font Weight="bold" Italic="no">b</dcst:Font> &lt;c</dcst:Text>
    </dcst:Subtitle></dcst:Font>
    <dcst:Subtitle TimeIn="01:00:00:00" TimeOut="01:00:02:00">
      <dcst:Text Valign="top" Vposition="10" Halign="left">up</dcst:Text>
      <dcst:Text Valign="bottom" Vposition="10">
        down
        here</dcst:Text>
    </dcst:Subtitle></dcst:SubtitleList></dcst:SubtitleReel>)";

TEST(ReadSubtitles, SmpteXmlGivesFramesAsTimesAndLinesFromAbove) {
  const auto subtitles = read("a.xml", smpte_xml);
  EXPECT_EQ(subtitles.language, "kk");
  ASSERT_EQ(subtitles.cues.size(), 3u);
  EXPECT_EQ(subtitles.cues[0].begin_ms, 4'167);  // 4 frames of 24 are 166.67 ms
  EXPECT_EQ(subtitles.cues[0].end_ms, 5'500);
  EXPECT_EQ(subtitles.cues[0].lines, (Lines{{{"a ", true}, {"b", false, true}, {" <c", true}}, {{"below", true}}}));
  EXPECT_EQ(subtitles.cues[0].place, (Place{Vertical::bottom, Horizontal::centre, 80}));
  EXPECT_EQ(subtitles.cues[1].lines, (Lines{{{"up"}}}));
  EXPECT_EQ(subtitles.cues[1].place, (Place{Vertical::top, Horizontal::left, 100}));
  EXPECT_EQ(subtitles.cues[2].lines, (Lines{{{"down here"}}}));
  EXPECT_EQ(subtitles.cues[2].begin_ms, 3'600'000);
}

TEST(ReadSubtitles, InteropXmlGivesTicksAsTimes) {
  const auto subtitles = read("a.xml",
                              "<DCSubtitle Version=\"1.0\"><Language>English</Language><Font Italic=\"no\">"
                              "<Subtitle TimeIn=\"00:00:05:125\" TimeOut=\"00:00:07.25\">"
                              "<Text VAlign=\"bottom\" VPosition=\"8\">a</Text></Subtitle></Font></DCSubtitle>");
  EXPECT_EQ(subtitles.cues.at(0).begin_ms, 5'500);
  EXPECT_EQ(subtitles.cues[0].end_ms, 7'250);
  EXPECT_EQ(subtitles.language, "");  // a name, no tag
}

TEST(ReadSubtitles, WhatXmlCannotSayHereIsRefused) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = smpte_xml;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_THAT(refusal("a.xml", with("</dcst:Font> ", "")), HasSubstr("no sound XML in line 8"));
  EXPECT_THAT(refusal("a.xml", with("00:00:05:12", "00:00:05:24")), HasSubstr("line 6"));
  EXPECT_THAT(refusal("a.xml", with("00:00:00:00", "01:00:00:00")), HasSubstr("StartTime"));
  EXPECT_THAT(refusal("a.xml", with(">24</dcst:TimeCodeRate", "></dcst:TimeCodeRate")), HasSubstr("TimeCodeRate"));
  EXPECT_THAT(refusal("a.xml", with("below", "&#7;")), HasSubstr("control character U+0007"));
  EXPECT_THAT(refusal("a.xml", with("<dcst:Text Valign=\"top\"", "<dcst:Image/><dcst:Text Valign=\"top\"")),
              HasSubstr("is a picture"));
  EXPECT_THAT(refusal("a.xml", "<html/>"), HasSubstr("neither SubtitleReel"));
  std::string deep = "<DCSubtitle>";
  for (int i = 0; i < 100'000; ++i) deep += "<Font>";
  for (int i = 0; i < 100'000; ++i) deep += "</Font>";
  EXPECT_THAT(refusal("a.xml", deep + "</DCSubtitle>"), HasSubstr("too deep"));
}

TEST(ReadSubtitles, XmlMayBeInAnEncodingThatIsNamed) {
  EXPECT_EQ(read("a.xml",
                 "<?xml version=\"1.0\" encoding=\"windows-1251\"?><DCSubtitle><Subtitle TimeIn=\"00:00:05:125\" "
                 "TimeOut=\"00:00:07:000\"><Text>\xcf\xf0</Text></Subtitle></DCSubtitle>",
                 "CP1251")
                .cues.at(0)
                .lines,
            (Lines{{{"Пр"}}}));
}

TEST(ReadSubtitles, EntitiesOfXmlAreNotExpandedAndFilesNotOpened) {
  const auto text = std::string("<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/hostname\">]>") +
                    "<DCSubtitle><Subtitle TimeIn=\"00:00:05:125\" TimeOut=\"00:00:07:000\">"
                    "<Text>&e;</Text></Subtitle></DCSubtitle>";
  EXPECT_EQ(read("a.xml", text).cues.at(0).lines, (Lines{{{"&e;"}}}));
}

const std::string cyrillic_1251 = "1\n00:00:05,000 --> 00:00:07,000\n\xcf\xf0\xe8\xe2\xe5\xf2\n";  // Привет

TEST(ReadSubtitles, TextThatIsNotUtf8IsRefusedWithItsFirstByteAndLine) {
  EXPECT_THAT(refusal("a.srt", cyrillic_1251), HasSubstr("byte 32 (0xCF), in line 3, is not UTF-8"));
  for (const auto* bad : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x9f\xbf", "\xd0", "\x80"})
    EXPECT_THAT(refusal("a.srt", std::string("1\n") + bad + "\n"), HasSubstr("byte 2 "));
}

TEST(ReadSubtitles, TheEncodingThatIsNamedIsTaken) {
  EXPECT_EQ(read("a.srt", cyrillic_1251, "CP1251").cues.at(0).lines, (Lines{{{"Привет"}}}));
  EXPECT_EQ(read("a.srt", "1\n00:00:05,000 --> 00:00:07,000\n\xdd\xfe\n", "CP1254").cues.at(0).lines,
            (Lines{{{"İş"}}}));
}

TEST(ReadSubtitles, AByteThatTheNamedEncodingDoesNotKnowIsNamed) {
  EXPECT_THAT(refusal("a.srt", cyrillic_1251 + "\x98\n", "CP1251"),
              HasSubstr("byte 39 (0x98), in line 4, is not CP1251"));
  EXPECT_THAT(refusal("a.srt", cyrillic_1251, "CP9", ExitCode::usage), HasSubstr("CP9"));
  EXPECT_THAT(refusal("a.srt", cyrillic_1251, "ASCII//IGNORE", ExitCode::usage), HasSubstr("ASCII//IGNORE"));
}

TEST(ReadSubtitles, AByteOrderMarkSaysTheEncoding) {
  EXPECT_EQ(read("a.srt",
                 "\xef\xbb\xbf"
                 "1\n00:00:05,000 --> 00:00:07,000\nПр\n",
                 "CP1251")
                .cues.at(0)
                .lines,
            (Lines{{{"Пр"}}}));
  const std::u16string text = u"1\n00:00:05,000 --> 00:00:07,000\nәң\n";
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const auto unit : text) {
    const char low = static_cast<char>(unit & 0xff), high = static_cast<char>(unit >> 8);
    little += {low, high};
    big += {high, low};
  }
  EXPECT_EQ(read("a.srt", little).cues.at(0).lines, (Lines{{{"әң"}}}));
  EXPECT_EQ(read("a.srt", big).cues.at(0).lines, (Lines{{{"әң"}}}));
  EXPECT_THAT(refusal("a.srt", little + "\n"), HasSubstr("is not UTF-16LE"));  // half a unit
}

TEST(ReadSubtitles, WhatIsNoSubtitleFileIsRefused) {
  EXPECT_THAT(refusal("a.srt", std::string("1\n\0\n", 4)), HasSubstr("control character U+0000 in line 2"));
  EXPECT_THAT(refusal("a.srt", "just text\n"), HasSubstr("holds no cue"));
  EXPECT_THAT(refusal("a.srt", ""), HasSubstr("holds no cue"));
  EXPECT_THAT(refusal("a.vtt", ""), HasSubstr("holds no cue"));
  EXPECT_THAT(refusal("a.ass", ""), HasSubstr("holds no cue"));
  EXPECT_THAT(refusal("a.xml", ""), HasSubstr("no sound XML"));
  EXPECT_THAT(refusal("a.txt", cyrillic_1251), HasSubstr(".srt"));
}

TEST(ReadSubtitles, TheLanguageSaidComesBeforeTheFiles) {
  const TemporaryFolder folder;
  const auto file = folder.write("a.xml", smpte_xml);
  EXPECT_EQ(read_subtitles(file, {}, "uz-Cyrl").language, "uz-Cyrl");
  EXPECT_THROW(read_subtitles(file, {}, "Uzbek language"), Error);
  for (const auto* tag : {"kk", "uz-Latn", "zh-Hant-TW", "es-419", "kaz"}) EXPECT_TRUE(is_language_tag(tag)) << tag;
  for (const auto* tag : {"", "k", "kk-", "-kk", "English", "12", "kk_KZ", "kk-toolongtag"})
    EXPECT_FALSE(is_language_tag(tag)) << tag;
}

TEST(ReadSubtitles, FilesBeyondTheLimitsAreRefused) {
  EXPECT_THAT(refusal("a.srt", std::string((16 << 20) + 1, '\n')), HasSubstr("16 MiB"));
  const std::string times = "00:00:05,000 --> 00:00:07,000\n";
  EXPECT_THAT(refusal("a.srt", times + std::string(4'001, 'a') + '\n'), HasSubstr("4001 bytes"));
  EXPECT_EQ(refusal("a.srt", times + std::string(4'000, 'a') + '\n'), "");
  EXPECT_THAT(refusal("a.srt", "999:00:00,000 --> 999:00:01,000\na\n"), HasSubstr("100 hours"));
  std::string many;
  for (int i = 0; i <= 50'000; ++i) many += "00:00:05,000 --> 00:00:07,000\na" + std::to_string(i) + "\n\n";
  EXPECT_THAT(refusal("a.srt", many), HasSubstr("more than 50000 cues"));
}

}  // namespace
}  // namespace tasma::codecs::subtitles
