#include "codecs/frame_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codecs/frame_name.hpp"

namespace tasma::codecs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Folder folder_of(std::vector<std::string> names) {
  std::ranges::sort(names);
  Folder folder{"/scan", {}, {}, {}, {}};
  for (auto& name : names) folder.files.push_back({std::move(name), {100, 1}});
  return folder;
}

std::vector<std::int64_t> numbers(const FrameChoice& choice) {
  std::vector<std::int64_t> numbers;
  for (const auto& frame : choice.frames) numbers.push_back(frame.number);
  return numbers;
}

TEST(FrameName, TheNumberIsTheLastRunOfDigitsOfTheStem) {
  const auto name = parse_frame_name("KZF-0413_R1_0086400b.DPX");
  EXPECT_EQ(name.prefix, "KZF-0413_R1_");
  EXPECT_EQ(name.number, 86400);
  EXPECT_EQ(name.digits, 7);
  EXPECT_EQ(name.suffix, "b");
  EXPECT_EQ(name.extension, "dpx");
  EXPECT_EQ(name.pattern(), "KZF-0413_R1_#######b.dpx");
  EXPECT_EQ(parse_frame_name("000001.dpx").prefix, "");
  EXPECT_FALSE(parse_frame_name("title.tif").number);
  EXPECT_EQ(parse_frame_name("7").number, 7);
  EXPECT_EQ(parse_frame_name(".0007").number, 7);
  EXPECT_FALSE(parse_frame_name("f_1234567890123456789.dpx").number) << "more than 64 bits hold";
}

TEST(FrameChoice, TakesTheLargestGroupInTheOrderOfNumbers) {
  const auto choice =
      choose_frames(folder_of({"f_9.dpx", "f_10.dpx", "f_11.dpx", "LAD.dpx", "notes 12.txt"}), Gaps::fail);
  EXPECT_THAT(numbers(choice), ElementsAre(9, 10, 11));
  EXPECT_THAT(choice.sidecars, ElementsAre("LAD.dpx", "notes 12.txt"));
  EXPECT_THAT(choice.findings, IsEmpty());
}

TEST(FrameChoice, unexpected_sequence) {
  const auto choice = choose_frames(folder_of({"a_1.dpx", "a_2.dpx", "a_3.dpx", "b_1.dpx", "b_2.dpx"}), Gaps::fail);
  ASSERT_EQ(choice.findings.size(), 1U);
  EXPECT_EQ(choice.findings[0].code, FindingCode::unexpected_sequence);
  EXPECT_EQ(choice.findings[0].severity, Severity::refusal);
  EXPECT_THAT(english(choice.findings[0].message),
              testing::StartsWith("two sequences in one folder: a_#.dpx (3 files) and "
                                  "b_#.dpx (2 files)"));
  EXPECT_EQ(choose_frames(folder_of({"a.dpx", "b.dpx"}), Gaps::fail).findings.size(), 1U) << "none is larger";
}

TEST(FrameChoice, unexpected_duplicate) {
  const auto choice = choose_frames(folder_of({"f_001.dpx", "f_01.dpx", "f_02.dpx", "f_02.DPX"}), Gaps::fail);
  EXPECT_THAT(numbers(choice), ElementsAre(1, 2));
  ASSERT_EQ(choice.findings.size(), 2U);
  for (const auto& finding : choice.findings) {
    EXPECT_EQ(finding.code, FindingCode::unexpected_duplicate);
    EXPECT_EQ(finding.severity, Severity::refusal);
  }
  EXPECT_EQ(choice.findings[0].frame, 1);
  EXPECT_EQ(choice.findings[1].frame, 2);
}

TEST(FrameChoice, missing_frame) {
  const auto folder = folder_of({"f_1.dpx", "f_2.dpx", "f_5.dpx", "f_7.dpx"});
  const auto refused = choose_frames(folder, Gaps::fail);
  ASSERT_EQ(refused.findings.size(), 2U) << "one a gap";
  EXPECT_EQ(refused.findings[0].code, FindingCode::missing_frame);
  EXPECT_EQ(refused.findings[0].severity, Severity::refusal);
  EXPECT_EQ(refused.findings[0].frame, 3);
  EXPECT_THAT(english(refused.findings[0].message), testing::StartsWith("missing: 2 (frames 3 to 4)"));

  const auto held = choose_frames(folder, Gaps::hold);
  EXPECT_THAT(numbers(held), ElementsAre(1, 2, 3, 4, 5, 6, 7));
  EXPECT_EQ(held.frames[2].state, FrameState::missing);
  EXPECT_EQ(held.frames[2].file, "");
  EXPECT_EQ(held.findings[0].severity, Severity::remark);

  const auto closed = choose_frames(folder, Gaps::close);
  EXPECT_THAT(numbers(closed), ElementsAre(1, 2, 5, 7));
  EXPECT_EQ(closed.findings[0].severity, Severity::remark);
}

TEST(FrameChoice, DoesNotHoldAGapThatIsAMistypedNumber) {
  const auto choice = choose_frames(folder_of({"f_1.dpx", "f_999999999999999999.dpx"}), Gaps::hold);
  EXPECT_EQ(choice.frames.size(), 2U);
  EXPECT_EQ(choice.findings[0].severity, Severity::refusal);
}

TEST(FrameChoice, unexpected_file) {
  auto folder = folder_of({"f_1.dpx", "f_2.dpx"});
  folder.litter = {"._f_1.dpx", "@eaDir", "Thumbs.db"};
  folder.others = {"f_3.dpx"};
  const auto choice = choose_frames(folder, Gaps::fail);
  EXPECT_EQ(choice.frames.size(), 2U);
  ASSERT_EQ(choice.findings.size(), 4U);
  EXPECT_EQ(choice.findings[0].code, FindingCode::unexpected_file);
  EXPECT_EQ(choice.findings[0].severity, Severity::note);
  EXPECT_EQ(choice.findings[3].severity, Severity::remark);
}

TEST(FrameChoice, AMillionNamesAreNoTrouble) {
  std::vector<std::string> names;
  for (int i = 0; i < 1'000'000; ++i) names.push_back("reel_" + std::to_string(i) + ".dpx");
  const auto choice = choose_frames(folder_of(std::move(names)), Gaps::fail);
  EXPECT_EQ(choice.frames.size(), 1'000'000U);
  EXPECT_EQ(choice.frames[999'999].number, 999'999);
}

}  // namespace
}  // namespace tasma::codecs
