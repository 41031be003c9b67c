#include <gmock/gmock.h>

#include "codecs/dpx.hpp"
#include "codecs/open.hpp"
#include "tests/support/dpx_flavours.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::codecs {
namespace {

using synthetic::DpxFlavour;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Bytes = std::vector<std::uint8_t>;

/// A sound file in which one field was changed.
Bytes file_with(std::size_t at, std::uint64_t value, int size, const DpxFlavour& flavour = {}) {
  synthetic::DpxBytes file(0, true);
  file.bytes = synthetic::draw_dpx(flavour, synthetic::noise({6, 4}, 3, 10, 1));
  file.put(at, value, size);
  return file.bytes;
}

/// What is said of its header.
std::vector<std::string> verdicts_with(std::size_t at, std::uint64_t value, int size, const DpxFlavour& flavour = {}) {
  const auto file = file_with(at, value, size, flavour);
  std::vector<std::string> verdicts;
  for (const auto& remark : parse_dpx_header(file, file.size(), "a.dpx").remarks)
    verdicts.push_back(std::string(name_of(remark.severity)) + " " + std::string(name_of(remark.code)) + ": " +
                       english(remark.message));
  return verdicts;
}

TEST(DpxVerdicts, NothingIsSaidOfAHeaderThatIsAsTheStandardHasIt) {
  EXPECT_THAT(verdicts_with(0, 0x53445058, 4), IsEmpty());
}

TEST(DpxVerdicts, TellEachFieldThatHoldsWhatIsNotDefined) {
  struct Case {
    std::size_t at;
    std::uint64_t value;
    int size;
    const char* field;
  };
  for (const auto& [at, value, size, field] : {Case{24, 1700, 4, "6 (generic header size), byte 24"},
                                               {28, 12, 4, "7 (industry header size), byte 28"},
                                               {32, 1 << 21, 4, "8 (user data size), byte 32"},
                                               {136, 0x32303236, 4, "10 (creation time), byte 136"},
                                               {160, 0x07, 1, "12 (creator), byte 160"},
                                               {660, 0, 4, "15 (encryption key), byte 660"},
                                               {768, 8, 2, "17 (orientation), byte 768"},
                                               {784, 1023, 4, "21.2 (low data code value), byte 784"},
                                               {788, 0x41200000, 4, "21.3 (low quantity), byte 788"},  // 10
                                               {792, 1024, 4, "21.4 (high data code value), byte 792"},
                                               {801, 14, 1, "21.7 (transfer), byte 801"},
                                               {802, 11, 1, "21.8 (colorimetric), byte 802"},
                                               {816, 1 << 20, 4, "21.14 (end-of-image padding), byte 816"},
                                               {1620, 7, 2, "40 (border), byte 1620"},
                                               {1628, 0, 4, "41 (pixel aspect), byte 1628"},
                                               {1664, 0x5858, 2, "43 (film edge code, manufacturer), byte 1664"},
                                               {1676, 0x58, 1, "48 (film edge code, count), byte 1676"},
                                               {1728, 0x44000000, 4, "54 (shutter angle), byte 1728"},  // 512
                                               {1920, 0x25000000, 4, "58 (time code), byte 1920"},
                                               {1928, 2, 1, "60 (interlace), byte 1928"},
                                               {1930, 60, 1, "62 (video signal standard), byte 1930"},
                                               {1931, 1, 1, "63 (byte for alignment), byte 1931"}}) {
    const auto verdicts = verdicts_with(at, value, size);
    EXPECT_THAT(verdicts, testing::Contains(testing::AllOf(HasSubstr("invalid_field"), HasSubstr(field)))) << field;
  }
}

TEST(DpxVerdicts, AreRemarksOnlyWhereThePictureDependsOnTheField) {
  for (const auto& [at, size] : {std::pair{768, 2}, {801, 1}, {802, 1}})
    EXPECT_THAT(verdicts_with(static_cast<std::size_t>(at), 77, size), ElementsAre(HasSubstr("remark"))) << at;
  EXPECT_THAT(verdicts_with(1928, 77, 1), ElementsAre(HasSubstr("note")));
}

TEST(DpxVerdicts, AreNotesThatNameTheWriterWhereItIsKnown) {
  const auto habit = testing::AllOf(HasSubstr("note"), HasSubstr("Lasergraphics"));
  EXPECT_THAT(verdicts_with(768, 77, 2, {.creator = "Lasergraphics Inc."}), ElementsAre(habit));
  EXPECT_THAT(verdicts_with(768, 77, 2, {.input_device = "Lasergraphics ScanStation"}), ElementsAre(habit));
}

TEST(DpxVerdicts, TellReservedBytesAndWhatIsNoNumberInALineEach) {
  EXPECT_THAT(verdicts_with(700, 1, 1), ElementsAre(testing::AllOf(HasSubstr("reserves"), HasSubstr(": 16"))));
  EXPECT_THAT(verdicts_with(1728, 0x7F800000, 4),
              ElementsAre(testing::AllOf(HasSubstr("infinity"), HasSubstr(": 54"))));
}

TEST(DpxVerdicts, LeaveWhatFollowsTheHeaderAlone) {
  EXPECT_THAT(verdicts_with(1928, 77, 1, {.offset = 1664, .behind = Bytes(512)}), IsEmpty());
}

TEST(DpxVerdicts, NameTheCoreFieldsThatAreUndefinedInOneLine) {
  EXPECT_THAT(
      verdicts_with(801, 0xFFFF, 2),
      ElementsAre(testing::AllOf(HasSubstr("missing_field"), HasSubstr("21.7 (transfer), 21.8 (colorimetric)"))));
}

TEST(DpxVerdicts, OfAReelAreOneGroupWithItsFramesAndCountAndNoDamage) {
  const support::TemporaryFolder folder;
  const auto file = file_with(768, 9, 2);
  for (const auto* name : {"f_0005.dpx", "f_0006.dpx", "f_0007.dpx"}) folder.write(name, {file.begin(), file.end()});
  ScanFacts said;
  said.damaged = Damaged::fail;
  const auto scan = open_scan(folder.path(), said);
  const auto groups = grouped(scan->inventory().findings);
  const auto verdict =
      std::ranges::find(groups, FindingCode::invalid_field, [](const FindingGroup& group) { return group.first.code; });
  ASSERT_NE(verdict, groups.end());
  EXPECT_EQ(verdict->first.severity, Severity::remark);
  EXPECT_EQ(verdict->first_frame, 5);
  EXPECT_EQ(verdict->last_frame, 7);
  EXPECT_EQ(verdict->count, 3);
  for (const auto& frame : scan->inventory().frames) EXPECT_EQ(frame.state, FrameState::whole);
}

TEST(DpxVerdicts, KnowAFileByItsNameWhateverItsFolderWas) {
  const support::TemporaryFolder folder;
  for (const auto* said : {"C:\\scans\\f_0005.dpx", "/mnt/scans/f_0006.dpx", "f_0001.dpx"}) {
    const auto file = synthetic::draw_dpx({.file_name = said}, synthetic::noise({6, 4}, 3, 10, 1));
    const std::string name = std::string(said).ends_with("0005.dpx")   ? "f_0005.dpx"
                             : std::string(said).ends_with("0006.dpx") ? "f_0006.dpx"
                                                                       : "f_0007.dpx";
    folder.write(name, {file.begin(), file.end()});
  }
  std::vector<std::optional<std::int64_t>> renamed;
  const auto scan = open_scan(folder.path(), {});
  for (const auto& finding : scan->inventory().findings)
    if (finding.code == FindingCode::incorrect_header) renamed.push_back(finding.frame);
  EXPECT_THAT(renamed, ElementsAre(7));
}

}  // namespace
}  // namespace tasma::codecs
