#include "pipeline/batch/claim.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/support/temporary_folder.hpp"

namespace tasma::pipeline {
namespace {

using namespace std::chrono_literals;

class Claiming : public ::testing::Test {
 protected:
  /// A film claimed by a process that is gone: it has ended without a word.
  void die_with(const std::string& film) const {
    if (const auto child = fork(); child == 0) {
      Claims claims(folder_.path(), 1h);
      const auto claim = claims.take(film);
      _exit(claim ? 0 : 1);
    } else {
      int status = 0;
      waitpid(child, &status, 0);
      ASSERT_EQ(status, 0);
    }
  }

  support::TemporaryFolder folder_;
};

TEST_F(Claiming, AFilmIsOnePersonsAtATime) {
  Claims mine(folder_.path(), 1h), others(folder_.path(), 1h);
  auto claim = mine.take("F");
  ASSERT_TRUE(claim);
  EXPECT_FALSE(others.take("F"));
  EXPECT_TRUE(others.take("G"));
  EXPECT_NE(others.owner("F").find("process " + std::to_string(getpid())), std::string::npos);
  claim.reset();
  EXPECT_EQ(others.owner("F"), "");
  EXPECT_TRUE(others.take("F"));
}

TEST_F(Claiming, TheDeadHoldNothing) {
  die_with("F");
  Claims claims(folder_.path(), 1h);
  EXPECT_EQ(claims.owner("F"), "");
  auto claim = claims.take("F");
  ASSERT_TRUE(claim);
  EXPECT_TRUE(claim->touch());
  EXPECT_FALSE(Claims(folder_.path(), 1h).take("F"));
}

TEST_F(Claiming, AnotherMachineIsDeadWhenItsClaimHasStoodStillForLong) {
  const auto file = folder_.write("F.claim.1", "elsewhere\n1\nanother boot\n");
  Claims claims(folder_.path(), 50ms);
  EXPECT_FALSE(claims.take("F"));
  std::this_thread::sleep_for(60ms);
  std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now());  // it lives
  EXPECT_FALSE(claims.take("F"));
  std::this_thread::sleep_for(60ms);
  EXPECT_TRUE(claims.take("F"));
}

TEST_F(Claiming, WhoWasTakenForDeadLetsGoAndLeavesTheOthersClaim) {
  Claims claims(folder_.path(), 1h);
  auto claim = claims.take("F");
  ASSERT_TRUE(claim);
  folder_.write("F.claim.2", "elsewhere\n1\nanother boot\n");
  EXPECT_FALSE(claim->touch());
  claim.reset();
  EXPECT_TRUE(claims.owner("F").starts_with("elsewhere, process 1, last sign of life 20")) << claims.owner("F");
}

}  // namespace
}  // namespace tasma::pipeline
