#include "cli/stop.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

namespace tasma::cli {
namespace {

TEST(Stop, TheFirstSignalIsRemembered) {
  const StopSignals signals("");
  EXPECT_EQ(StopSignals::signal(), 0);
  std::raise(SIGTERM);
  EXPECT_EQ(StopSignals::signal(), SIGTERM);
}

TEST(Stop, ARunThatStopsInTimeEndsByItself) {
  {
    const StopSignals signals("");
    std::raise(SIGINT);
  }
  SUCCEED() << "the watchdog let it go";
  const StopSignals again("");
  EXPECT_EQ(StopSignals::signal(), 0);
}

TEST(Stop, ATerminalThatGoesTerminatesUnlessItMayGo) {
  std::signal(SIGHUP, SIG_IGN);  // nohup
  {
    const StopSignals signals("");
    std::raise(SIGHUP);
    EXPECT_EQ(StopSignals::signal(), 0);
  }
  std::signal(SIGHUP, SIG_DFL);
  const StopSignals signals("");
  std::raise(SIGHUP);
  EXPECT_EQ(StopSignals::signal(), SIGTERM);
}

class StopDeathTest : public testing::TestWithParam<int> {};

TEST_P(StopDeathTest, ARunThatDoesNotStopIsEnded) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto stuck = [] {
    const StopSignals signals("the same command goes on\n");
    std::raise(GetParam());
    for (;;) pause();
  };
  EXPECT_EXIT(stuck(), testing::ExitedWithCode(128 + GetParam()), "the same command goes on");
}

TEST_P(StopDeathTest, TheSecondSignalEndsAtOnce) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto patient = [] {
    const StopSignals signals("the same command goes on\n");
    StopSignals::allow(std::chrono::hours(1));
    alarm(20);
    std::raise(GetParam());
    std::raise(SIGINT);
    for (;;) pause();
  };
  EXPECT_EXIT(patient(), testing::ExitedWithCode(128 + GetParam()), "the same command goes on");
}

INSTANTIATE_TEST_SUITE_P(Signals, StopDeathTest, testing::Values(SIGINT, SIGTERM));

}  // namespace
}  // namespace tasma::cli
