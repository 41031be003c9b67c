#include "pipeline/work_folder.hpp"

#include <gtest/gtest.h>

#include <future>

#include "pipeline/core/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

Observer observer;

TEST(WorkFolder, ASecondRunOfTheSameReelIsToldWhoIsAtWork) {
  const support::TemporaryFolder folder;
  const WorkFolder first(folder.path(), "R1", {}, observer);
  try {
    const WorkFolder second(folder.path(), "R1", {}, observer);
    FAIL() << "two at once";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::try_later);
    EXPECT_NE(std::string(error.what()).find(std::to_string(getpid())), std::string::npos);
  }
  const WorkFolder other(folder.path(), "R2", {}, observer);  // another reel goes on
}

TEST(WorkFolder, ReelsThatEndAndBeginSideBySideDoNotDisturbEachOther) {
  const support::TemporaryFolder folder;
  const auto work = [&](const std::string& reel) {
    return std::async(std::launch::async, [&folder, reel] {
      for (int i = 0; i < 400; ++i) const WorkFolder once(folder.path(), reel, {}, observer);
    });
  };
  auto first = work("R1"), second = work("R2");
  EXPECT_NO_THROW(first.get());
  EXPECT_NO_THROW(second.get());
}

TEST(WorkFolder, ThoseWhoHoldItTogetherKeepOutWhoWantsItAloneUntilTheLastHasLeft) {
  const support::TemporaryFolder folder;
  const auto together = [&] {
    return std::make_unique<WorkFolder>(folder.path(), "R1", Resources{}, observer, WorkFolder::Held::together);
  };
  auto first = together(), second = together();
  EXPECT_NE(first->segment_folder("measure").part("a"), second->segment_folder("measure").part("a"));
  EXPECT_THROW(WorkFolder(folder.path(), "R1", {}, observer), Error);
  first.reset();
  EXPECT_THROW(WorkFolder(folder.path(), "R1", {}, observer), Error);
  second.reset();
  const WorkFolder alone(folder.path(), "R1", {}, observer);
  EXPECT_THROW(together(), Error);
}

TEST(WorkFolder, LeavesNothingBehindWhenTheWorkIsDone) {
  const support::TemporaryFolder folder;
  {
    WorkFolder work(folder.path(), "R1", {}, observer);
    std::filesystem::create_directories(work.segments("preserve"));
    support::write_text(work.staging("master"), "x");
    work.remove();
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(WorkFolder, KeepsSegmentsUntilTheWorkIsDone) {
  const support::TemporaryFolder folder;
  {
    const WorkFolder work(folder.path(), "R1", {}, observer);
    std::filesystem::create_directories(work.segments("preserve"));
    support::write_text(work.segments("preserve") / "a.seg", "x");
  }
  EXPECT_TRUE(std::filesystem::exists(folder / ".tasma/R1/preserve/a.seg"));
}

TEST(WorkFolder, SaysOnceWhyWorkIsDoneAgain) {
  class Notes final : public Observer {
   public:
    void note(const Message& message) override { texts.push_back(english(message)); }
    std::vector<std::string> texts;
  } notes;
  const support::TemporaryFolder folder;
  const WorkFolder work(folder.path(), "R1", {}, notes);
  const auto segments = work.segment_folder("measure");
  const auto make = [&](const std::string& name, const std::string& fingerprint) {
    Segment wanted;
    wanted.name = name, wanted.fingerprint = fingerprint;
    segments.reuse_or_make(wanted, [](const auto& part, Segment&) { support::write_text(part, "x"); });
  };
  for (const auto* const name : {"a", "b"}) make(name, "scan 1 | dust | tasma 1; OpenCV 4.5; SSE2");
  EXPECT_TRUE(notes.texts.empty());
  for (const auto* const name : {"a", "b"}) make(name, "scan 1 | dust | tasma 1; OpenCV 4.6; SSE2");
  ASSERT_EQ(notes.texts.size(), 1U);
  EXPECT_NE(notes.texts[0].find("begun with OpenCV 4.5; it is done again with OpenCV 4.6"), std::string::npos);
  make("a", "scan 1 | dust strong | tasma 1; OpenCV 4.6; SSE2");
  ASSERT_EQ(notes.texts.size(), 2U);
  EXPECT_NE(notes.texts[1].find("other options"), std::string::npos);
  make("a", "scan 2 | dust strong | tasma 1; OpenCV 4.6; SSE2");
  ASSERT_EQ(notes.texts.size(), 3U);
  EXPECT_NE(notes.texts[2].find("another scan"), std::string::npos);
}

TEST(WorkFolder, KnowsTheFileSystemsOfOtherMachines) {
  EXPECT_TRUE(is_network_file_system(0x6969));                                 // NFS
  EXPECT_TRUE(is_network_file_system(static_cast<std::int32_t>(0xFF534D42)));  // CIFS, where the type is signed
  EXPECT_FALSE(is_network_file_system(0xEF53));                                // ext4
}

}  // namespace
}  // namespace tasma::pipeline
