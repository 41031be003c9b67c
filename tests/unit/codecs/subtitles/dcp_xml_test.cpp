#include "codecs/subtitles/dcp_xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codecs/digest.hpp"
#include "codecs/subtitles/read.hpp"
#include "pipeline/core/error.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs::subtitles {
namespace {

using support::TemporaryFolder;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

const DcpSubtitles dcp{"Film & film", "2026-11-22T01:00:00", {24, 1}, font_id({})};

/// Cues with everything a cue can have.
Subtitles rich() {
  return {"uz-Latn",
          {{4'000, 5'000, {{{"Oʻzbek <b> & "}, {"tili", true}}, {{"qalin", false, true}}}, {}, 1},
           {6'000, 7'500, {{{"tepada", true, true}}}, Place{Vertical::top, Horizontal::left, 100}, 2},
           {8'000, 9'000, {{{"oʻrtada"}}, {{"ikki"}}}, Place{Vertical::middle, Horizontal::centre, {}}, 3},
           {9'500, 10'500, {{{"oʻng"}}}, Place{Vertical::bottom, Horizontal::right, 125}, 4}}};
}

std::vector<DcpReelSubtitles> write(const Subtitles& subtitles, const std::vector<std::int64_t>& reels) {
  return write_dcp_subtitles(subtitles, reels, dcp);
}

Subtitles read_back(const DcpReelSubtitles& reel) {
  const TemporaryFolder folder;
  return read_subtitles(folder.write("a.xml", reel.xml));
}

TEST(DcpXml, ReadsBackAsItWasWritten) {
  const auto reels = write(rich(), {24 * 20});
  ASSERT_EQ(reels.size(), 1u);
  auto expected = rich(), read = read_back(reels[0]);
  expected.cues[0].place = Place{Vertical::bottom, Horizontal::centre, 80};  // what nobody said has been decided
  for (auto* cues : {&expected.cues, &read.cues})
    for (auto& cue : *cues) cue.source_line = 0;
  EXPECT_EQ(read, expected);
}

TEST(DcpXml, ValidatesAgainstTheSchemaOfTheStandard) {
  const auto schema = support::shared_material() / "schemas/dcp/DCDMSubtitle-2014.xsd";
  if (!exists(schema)) GTEST_SKIP() << "no shared material";
  const TemporaryFolder folder;
  for (const auto& reel : write(rich(), {24 * 5 - 10, 24 * 15, 24 * 2})) {
    const auto file = folder.write("a.xml", reel.xml);
    EXPECT_NO_THROW(support::output_of("timeout 60 xmllint --nonet --noout --schema " + support::quoted(schema) + ' ' +
                                       support::quoted(file) + " 2>&1"))
        << reel.xml;
  }
}

TEST(DcpXml, SaysWhatPlayersAskFor) {
  const auto reel = write(rich(), {24 * 20}).at(0);
  EXPECT_THAT(reel.xml, HasSubstr("<Id>urn:uuid:" + to_string_uuid(reel.id) + "</Id>"));
  EXPECT_THAT(reel.xml, HasSubstr("<LoadFont ID=\"theFont\">urn:uuid:" + to_string_uuid(dcp.font) + "</LoadFont>"));
  EXPECT_THAT(reel.xml, HasSubstr("<ContentTitleText>Film &amp; film</ContentTitleText>"));
  EXPECT_THAT(reel.xml, HasSubstr("<StartTime>00:00:00:00</StartTime>"));
  EXPECT_THAT(reel.xml, HasSubstr("<Language>uz-Latn</Language>"));
  EXPECT_THAT(reel.xml, HasSubstr("<ReelNumber>1</ReelNumber>"));
  EXPECT_THAT(reel.xml, HasSubstr("TimeIn=\"00:00:06:00\" TimeOut=\"00:00:07:12\""));
  EXPECT_THAT(reel.xml, HasSubstr("Vposition=\"14.4\">Oʻzbek"));
  EXPECT_THAT(reel.xml, HasSubstr("Vposition=\"8\"><Font Weight=\"bold\">qalin"));
  EXPECT_THAT(reel.xml, HasSubstr("Valign=\"center\" Vposition=\"-3.2\">oʻrtada"));
}

TEST(DcpXml, ACueOverTheEndOfAReelStandsInBothTwoFramesApart) {
  const Subtitles film{"kk", {{4'000, 6'000, {{{"a"}}}, {}, 1}, {7'000, 8'000, {{{"b"}}}, {}, 2}}};
  const auto reels = write(film, {120, 24, 480});  // 5 s, 1 s, 20 s
  ASSERT_EQ(reels.size(), 3u);
  const auto first = read_back(reels[0]).cues, second = read_back(reels[1]).cues, third = read_back(reels[2]).cues;
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].begin_ms, 4'000);
  EXPECT_EQ(first[0].end_ms, 4'917);  // 118 of 120 frames
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].begin_ms, 0);
  EXPECT_EQ(second[0].end_ms, 1'000);
  ASSERT_EQ(third.size(), 1u);
  EXPECT_EQ(third[0].lines, (std::vector<Line>{{{"b"}}}));
  EXPECT_EQ(third[0].begin_ms, 1'000);
}

TEST(DcpXml, WhatIsTooShortOfACutCueIsLeftOut) {
  const Subtitles film{"kk", {{4'000, 5'000, {{{"a"}}}, {}, 1}, {9'000, 10'000, {{{"b"}}}, {}, 2}}};
  const auto reels = write(film, {112, 110, 250});  // of "a" 14 frames and 8, of "b" 4 and 18
  EXPECT_THAT(reels[0].xml, AllOf(HasSubstr(">a<"), Not(HasSubstr(">b<"))));
  EXPECT_THAT(reels[1].xml, Not(AnyOf(HasSubstr(">a<"), HasSubstr(">b<"))));
  EXPECT_THAT(reels[2].xml, HasSubstr(">b<"));
}

TEST(DcpXml, AReelWithoutACueGetsABlankOne) {
  const Subtitles film{"kk", {{4'000, 6'000, {{{"a"}}}, {}, 1}}};
  const auto reels = write(film, {24 * 10, 24 * 10, 8, 111});
  EXPECT_THAT(reels[1].xml, HasSubstr("TimeIn=\"00:00:04:00\" TimeOut=\"00:00:04:15\""));
  EXPECT_THAT(reels[2].xml, HasSubstr("TimeIn=\"00:00:00:00\" TimeOut=\"00:00:00:08\""));
  EXPECT_THAT(reels[3].xml, HasSubstr("TimeIn=\"00:00:00:00\" TimeOut=\"00:00:00:15\""));  // no gap behind 4 s + 15
}

TEST(DcpXml, TheSameInputGivesTheSameBytesAndOtherInputOtherIds) {
  const auto once = write(rich(), {240, 240}), again = write(rich(), {240, 240});
  for (const auto i : {0, 1}) {
    EXPECT_EQ(once[i].xml, again[i].xml);
    EXPECT_EQ(once[i].id, again[i].id);
  }
  EXPECT_NE(once[0].id, once[1].id);
  auto other = rich();
  other.cues[0].lines[0][0].text = "boshqa";
  EXPECT_NE(write(other, {240, 240})[0].id, once[0].id);
  EXPECT_EQ(write(other, {240, 240})[1].id, once[1].id);
}

TEST(DcpXml, SecondsOfTimeCodeHaveWholeFrames) {
  auto ntsc = dcp;
  ntsc.edit_rate = {24000, 1001};
  const auto reel =
      write_dcp_subtitles({"kk", {{60'060, 61'061, {{{"a"}}}, {}, 1}}}, std::vector<std::int64_t>{2400}, ntsc).at(0);
  EXPECT_THAT(reel.xml, HasSubstr("<EditRate>24000 1001</EditRate>\n<TimeCodeRate>24</TimeCodeRate>"));
  EXPECT_THAT(reel.xml, HasSubstr("TimeIn=\"00:01:00:00\" TimeOut=\"00:01:01:00\""));
  EXPECT_EQ(read_back(reel).cues.at(0).begin_ms, 60'060);
}

TEST(DcpXml, WhatADcpCannotHoldIsRefused) {
  auto nameless = rich();
  nameless.language.clear();
  EXPECT_THROW(write(nameless, {480}), Error);
  EXPECT_THROW(write(rich(), {200}), Error);  // ends before the last cue
  auto backwards = rich();
  backwards.cues[0].end_ms = 0;
  EXPECT_THROW(write(backwards, {480}), Error);
  auto slow = dcp;
  slow.edit_rate = {};
  EXPECT_THROW(write_dcp_subtitles(rich(), std::vector<std::int64_t>{480}, slow), Error);
}

}  // namespace
}  // namespace tasma::codecs::subtitles
