#include "pipeline/batch/status.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/batch/claim.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

using namespace std::chrono_literals;

/// The output of a batch of A and B, both on their way to their masters; work of A lies there.
class StandingOfABatch : public ::testing::Test {
 protected:
  StandingOfABatch() {
    std::filesystem::create_directories(output_ / ".tasma/A");
    folder_.write(".tasma/A/some.seg", "work");
    for (const auto* film : {"A", "B"}) write_progress(output_, film, Stage::preservation);
  }

  Standing standing(const std::string& id) const {
    const auto all = status(output_, {});
    const auto found = std::ranges::find(all, id, &Standing::id);
    return found == all.end() ? Standing() : *found;
  }

  support::TemporaryFolder folder_;
  std::filesystem::path output_ = folder_.path();
  Claims claims_{batch_folder(output_), 1h};
  Observer observer_;
};

TEST_F(StandingOfABatch, WhileOneIsAtWorkTheOthersWaitForTheirTurn) {
  const auto claim = claims_.take("A");
  EXPECT_NE(standing("A").owner.find("process " + std::to_string(getpid())), std::string::npos);
  EXPECT_FALSE(standing("A").in_turn);
  EXPECT_TRUE(standing("B").in_turn);
}

TEST_F(StandingOfABatch, WhoseProcessIsGoneIsInterruptedAndNobodyIsAtWork) {
  if (const auto child = fork(); child == 0) {
    const auto claim = claims_.take("A");
    _exit(claim ? 0 : 1);
  } else {
    int end = 0;
    waitpid(child, &end, 0);
    ASSERT_EQ(end, 0);
  }
  const auto found = standing("A");
  EXPECT_EQ(found.owner, "");
  ASSERT_TRUE(found.record);
  EXPECT_EQ(found.record->state, FilmState::stopped);
  EXPECT_EQ(found.record->cause, "was interrupted at preservation; the same command goes on");
  EXPECT_FALSE(standing("B").in_turn);
  EXPECT_EQ(clean(output_, {}, /*dry_run=*/true, observer_).size(), 1);
}

TEST_F(StandingOfABatch, WorkOfAClaimedFilmIsNotCleanedAway) {
  const auto claim = claims_.take("A");
  EXPECT_TRUE(clean(output_, {}, /*dry_run=*/false, observer_).empty());
  EXPECT_TRUE(std::filesystem::exists(output_ / ".tasma/A/some.seg"));
}

TEST_F(StandingOfABatch, WhatWasCleanedIsToldAsADocument) {
  const auto document = nlohmann::json::parse(clean_json(clean(output_, {}, /*dry_run=*/false, observer_), false));
  EXPECT_EQ(document, nlohmann::json::parse(
                          R"({"schema": "tasma.clean/1", "dry_run": false, "work": [{"id": "A", "bytes": 4}]})"));
  EXPECT_FALSE(std::filesystem::exists(output_ / ".tasma/A"));
}

}  // namespace
}  // namespace tasma::pipeline
