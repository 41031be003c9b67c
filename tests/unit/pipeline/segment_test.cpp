#include "pipeline/segment.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

using support::read_text;
using support::write_text;

struct SegmentFolderTest : testing::Test {
  Segment make(const std::string& fingerprint = "as asked") {
    const Segment wanted{"preserve-1-3", 1, 3, {0, 3}, fingerprint, 0, {}, {}};
    return segments.reuse_or_make(wanted, [&](const auto& part, Segment& segment) {
      ++made;
      write_text(part, "three frames");
      segment.frames = {{1, FrameState::whole, "a", "b", "c", {}}, {2, FrameState::damaged, "d", "e", {}, "f"}};
    });
  }

  support::TemporaryFolder folder;
  SegmentFolder segments{folder / "work"};
  int made = 0;
};

TEST_F(SegmentFolderTest, AFinishedSegmentIsNotMadeAgainAndRemembersItsFrames) {
  const auto first = make();
  const auto second = make();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(second.size, 12U);
  EXPECT_EQ(second.modified_ns, first.modified_ns);
  ASSERT_EQ(second.frames.size(), 2U);
  EXPECT_EQ(second.frames[1].state, FrameState::damaged);
  EXPECT_EQ(second.frames[1].file, "f");
}

TEST_F(SegmentFolderTest, OtherSettingsOrAnotherSizeOrATornRecordHaveItMadeAgain) {
  const auto segment = make();
  make("other settings");
  EXPECT_EQ(made, 2);
  write_text(segments.file(segment), "cut");
  make("other settings");
  EXPECT_EQ(made, 3);
  const auto record = segments.path() / "preserve-1-3.json";
  write_text(record, read_text(record).substr(0, 20));
  make("other settings");
  EXPECT_EQ(made, 4);
}

TEST_F(SegmentFolderTest, AnotherTimeHasItMadeAgain) {
  const auto file = segments.file(make());
  std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(1));
  make();
  EXPECT_EQ(made, 2);
}

TEST_F(SegmentFolderTest, WhatTheJoinDoesNotHoldAgainstPacketsIsHeldAgainstADigest) {
  const Segment wanted{"measure-1-3", 1, 3, {0, 3}, "as asked", 0, {}, {}};
  const auto measure = [&](const auto& part, Segment&) { write_text(part, "measured"); };
  const auto file = segments.file(segments.reuse_or_make(wanted, measure));
  EXPECT_TRUE(segments.find(wanted));
  const auto time = std::filesystem::last_write_time(file);
  write_text(file, "mistaken");
  std::filesystem::last_write_time(file, time);
  EXPECT_FALSE(segments.find(wanted));
}

TEST_F(SegmentFolderTest, TwoWhoMakeTheSameSegmentAtOnceDoNotDisturbEachOther) {
  const SegmentFolder other(folder / "work", ".other");
  const Segment wanted{"measure-1-3", 1, 3, {0, 3}, "as asked", 0, {}, {}};
  const auto measure = [](const auto& part, Segment&) { write_text(part, "measured"); };
  segments.reuse_or_make(wanted, [&](const auto& part, Segment&) {
    write_text(part, "meas");
    other.reuse_or_make(wanted, measure);  // is faster
    EXPECT_EQ(read_text(part), "meas");
    write_text(part, "measured");
  });
  EXPECT_TRUE(segments.find(wanted));
}

TEST_F(SegmentFolderTest, ASegmentThatFailsHalfWayLeavesNoRecord) {
  const Segment wanted{"preserve-1-3", 1, 3, {0, 3}, "as asked", 0, {}, {}};
  EXPECT_THROW(segments.reuse_or_make(wanted,
                                      [](const auto& part, Segment&) {
                                        write_text(part, "thr");
                                        throw Error(ExitCode::interrupted, Message("T9002", "pulled the plug"));
                                      }),
               Error);
  EXPECT_FALSE(segments.find(wanted));
  EXPECT_FALSE(std::filesystem::exists(segments.file(wanted)));
}

}  // namespace
}  // namespace tasma::pipeline
