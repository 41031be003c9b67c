#include "codecs/subtitles/on_film.hpp"

#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

/// Where a cue at `time_ms` comes to stand.
std::int64_t moved(std::int64_t time_ms, const Timing& timing) {
  const auto cues = on_film({"", {{time_ms, time_ms + 1'000'000, {{{"a"}}}, {}, 1}}}, timing).cues;
  EXPECT_GT(cues.at(0).end_ms, cues.at(0).begin_ms);
  return cues.at(0).begin_ms;
}

TEST(OnFilm, NothingSaidChangesNothing) { EXPECT_EQ(moved(12'345, {}), 12'345); }

TEST(OnFilm, SubtitlesFor25ComeLaterAt24) {
  EXPECT_EQ(moved(24'000, {{25, 1}, {24, 1}, {}}), 25'000);
  EXPECT_EQ(moved(100, {{25, 1}, {24, 1}, {}}), 104);  // 104.17
  EXPECT_EQ(moved(3'600'000, {{24, 1}, {24000, 1001}, {}}), 3'603'600);
}

TEST(OnFilm, TheOffsetIsAddedAfterwardsAndRoundedOnce) {
  EXPECT_EQ(moved(24'000, {{25, 1}, {24, 1}, {-3, 2}}), 23'500);
  EXPECT_EQ(moved(0, {{1, 1}, {1, 1}, {1, 24}}), 42);              // 41.67
  EXPECT_EQ(moved(100, {{25, 1}, {24, 1}, {8, 24'000}}), 105);     // 104.17 + 0.33 is 104.5, and halves go up
  EXPECT_EQ(moved(1'000, {{1, 1}, {1, 1}, {-3001, 2000}}), -500);  // -500.5
}

TEST(OnFilm, RatesThatMeanNothingAreRefused) {
  EXPECT_THROW(moved(0, {{0, 1}, {24, 1}, {}}), Error);
  EXPECT_THROW(moved(0, {{24, 1}, {24, 0}, {}}), Error);
  EXPECT_THROW(moved(360'000'000, {{999'983, 999'979}, {999'961, 999'959}, {999'953, 999'931}}), Error);
}

TEST(OnFilm, AFrameHoldsTheCuesThatAreNearestToIt) {
  for (const Rational rate :
       {Rational{24, 1}, Rational{25, 1}, Rational{24000, 1001}, Rational{16, 1}, Rational{60, 1}})
    for (std::int64_t frame = 0; frame < 100; ++frame) {
      const auto time = middle_of_frame_ms(frame, rate);
      for (std::int64_t edge = std::max<std::int64_t>(0, time - 50); edge < time + 50; ++edge)
        ASSERT_EQ(edge <= time, nearest_frame(edge, rate) <= frame) << edge << " in frame " << frame;
    }
}

}  // namespace
}  // namespace tasma::codecs::subtitles
