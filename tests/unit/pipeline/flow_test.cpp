#include "pipeline/flow.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "tests/support/flat_reel.hpp"

namespace tasma::pipeline {
namespace {

using support::FlatReel;

/// Positions of the neighbours that each centre was given: "0:|0|1,2" for the first frame of a long reel.
std::string shape_of(const Neighbourhood& around) {
  std::string text;
  for (const auto& frame : around.before) text += std::to_string(frame->position) + ' ';
  text += '[' + std::to_string(around.centre->position) + ']';
  for (const auto& frame : around.after) text += ' ' + std::to_string(frame->position);
  return text;
}

std::vector<std::string> shapes(const FlatReel& reel, Range part, int reach, const Flow& flow) {
  std::vector<std::string> seen;
  Observer observer;
  for_each_frame<std::string>(reel, part, reach, flow, observer, shape_of,
                              [&](const std::string& shape) { seen.push_back(shape); });
  return seen;
}

TEST(Flow, GivesEachFrameItsNeighboursFromOutsideThePartButNotFromOutsideTheReel) {
  const FlatReel reel(7);
  EXPECT_EQ(shapes(reel, {0, 3}, 2, {}), (std::vector<std::string>{"[0] 1 2", "0 [1] 2 3", "0 1 [2] 3 4"}));
  EXPECT_EQ(shapes(reel, {5, 7}, 2, {}), (std::vector<std::string>{"3 4 [5] 6", "4 5 [6]"}));
  EXPECT_EQ(shapes(FlatReel(1), {0, 1}, 2, {}), (std::vector<std::string>{"[0]"}));
}

TEST(Flow, KeepsReelOrderHoweverManyFramesAreInFlight) {
  const FlatReel reel(60);
  const auto serial = shapes(reel, {3, 55}, 2, {1, 1});
  EXPECT_EQ(serial.size(), 52U);
  for (const std::size_t in_flight : {2U, 5U, 32U}) EXPECT_EQ(shapes(reel, {3, 55}, 2, {2, in_flight}), serial);
}

TEST(Flow, ThrowsWhatABrokenFrameThrewAndKeepsNothingBehindIt) {
  FlatReel reel(40);
  reel.broken = 20;
  std::int64_t last = -1;
  Observer observer;
  const auto position = [](const Neighbourhood& around) { return around.centre->position; };
  EXPECT_THROW(for_each_frame<std::int64_t>(reel, {0, 40}, 0, {2, 8}, observer, position,
                                            [&](std::int64_t seen) { last = seen; }),
               Error);
  EXPECT_LT(last, 20);
  EXPECT_LT(reel.reads, 40);  // the rest was not read
}

TEST(Flow, SharesOfAReelMakeTheWholeReelHoweverManyThereAre) {
  const auto parts = split({0, 100}, 8);  // 13 of them
  for (const std::int64_t count : {1, 2, 5, 13, 40}) {
    std::multiset<std::size_t> made;
    std::mutex mutex;
    Observer observer;
    for (std::int64_t index = 0; index < count; ++index)
      for_each_part(parts, Flow{2, 4}.of({index, count}), observer, [&](std::size_t part, Range) {
        const std::scoped_lock lock(mutex);
        made.insert(part);
      });
    EXPECT_EQ(made, (std::multiset<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})) << count;
  }
}

TEST(Flow, StopsWhenAsked) {
  struct Impatient final : Observer {
    bool stop_requested() const override { return true; }
  } observer;
  const FlatReel reel(10);
  try {
    for_each_frame<int>(
        reel, {0, 10}, 0, {}, observer, [](const Neighbourhood&) { return 0; }, [](int) {});
    FAIL() << "went on";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::interrupted);
  }
}

TEST(Flow, SplitsAReelIntoPartsThatCoverIt) {
  EXPECT_EQ(split({0, 100}, 48), (std::vector<Range>{{0, 48}, {48, 96}, {96, 100}}));
  EXPECT_TRUE(split({0, 0}, 48).empty());
}

TEST(Flow, WorksOnEveryPartOnceWhateverTheThreads) {
  const auto parts = split({0, 100}, 7);
  for (const int threads : {1, 2, 5}) {
    std::mutex lock;
    std::vector<int> calls(parts.size());
    Observer observer;
    for_each_part(parts, {threads, 4}, observer, [&](std::size_t index, Range part) {
      const std::scoped_lock hold(lock);
      EXPECT_EQ(part, parts[index]);
      ++calls[index];
    });
    EXPECT_EQ(calls, std::vector<int>(parts.size(), 1));
  }
}

}  // namespace
}  // namespace tasma::pipeline
