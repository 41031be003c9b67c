#include "pipeline/census.hpp"

#include <gmock/gmock.h>

#include "pipeline/core/scan.hpp"

namespace tasma::pipeline {
namespace {

using testing::ElementsAre;

/// Four frames at two a second, 1024 across: two of a leader, two of a picture.
struct Counted {
  StreamInfo stream{{1024, 768}, 1, 10, {2, 1}, {1, 1}, Transfer::linear, {}};
  std::vector<Measurement> measurements{4};
  Plan plan;

  Counted() {
    for (int i = 0; i < 4; ++i) plan.frames.push_back({.number = 100 + i, .position = i, .shot = i / 2});
    plan.frames[0].kind = plan.frames[1].kind = ShotKind::leader;
  }
  Census census() const { return census_of(measurements, plan, stream); }
};

Repair speck(int width, bool bright) { return {{{0, 0, {width, 1}}, {0, 1}}, 1, {}, 2, Action::repair, bright}; }

TEST(Census, TellsShotsAndWhereThePictureLies) {
  const Counted reel;
  const auto census = reel.census();
  EXPECT_THAT(census.shots, ElementsAre(Census::Shot{{100, 0}, {101, 1}, ShotKind::leader},
                                        Census::Shot{{102, 2}, {103, 3}, ShotKind::picture}));
  EXPECT_EQ(census.picture, std::pair(FramePlace(102, 2), FramePlace(103, 3)));
  EXPECT_EQ(census.minutes, 2.0 / 60);
}

TEST(Census, AReelOfLeaderHasNoPicture) {
  Counted reel;
  for (auto& frame : reel.plan.frames) frame.kind = ShotKind::black;
  EXPECT_FALSE(reel.census().picture);
}

TEST(Census, DustIsSortedByItsSizeAtTwoThousandAcrossAndByItsPolarity) {
  Counted reel;
  reel.plan.frames[1].repairs = {speck(2, true), speck(3, false), speck(10, false)};
  reel.plan.frames[3].repairs = {speck(11, true)};
  EXPECT_THAT(reel.census().dust, ElementsAre(DustCount{0, 1}, DustCount{2, 0}, DustCount{0, 1}));
}

TEST(Census, OddFramesAreListed) {
  Counted reel;
  reel.plan.frames[1].flash = reel.plan.frames[2].duplicate = reel.plan.frames[3].suspect = true;
  reel.measurements[0].whole = false;
  const auto census = reel.census();
  EXPECT_THAT(census.flashes, ElementsAre(FramePlace{101, 1}));
  EXPECT_THAT(census.duplicates, ElementsAre(FramePlace{102, 2}));
  EXPECT_THAT(census.suspects, ElementsAre(FramePlace{103, 3}));
  EXPECT_EQ(census.unseen, 1);
}

TEST(Census, WeaveIsTheRootMeanSquareOfTheMoves) {
  Counted reel;
  reel.plan.frames[2].warp = {3, 4, 0};
  reel.plan.frames[3].warp = {-3, 4, 0};
  reel.measurements[0].whole = reel.measurements[1].whole = false;
  EXPECT_EQ(reel.census().weave_px, 5);
}

TEST(Census, FlickerIsHowMuchTheLightOfPicturesChangesBesidesAFade) {
  Counted reel;
  for (int i = 4; i < 8; ++i) reel.plan.frames.push_back({.number = 100 + i, .position = i, .shot = 1});
  reel.measurements.resize(8);
  const auto change = [](double log_gain) {
    ToneChange tone;
    tone.log_gain.fill(log_gain);
    tone.share.fill(1);
    return std::vector{tone};
  };
  reel.measurements[0].tones = change(1);                                                           // of a leader
  for (int i = 2; i < 8; ++i) reel.measurements[static_cast<std::size_t>(i)].tones = change(0.02);  // a fade
  EXPECT_NEAR(reel.census().flicker_percent, 0, 1e-9);
  for (int i = 2; i < 6; ++i)
    reel.measurements[static_cast<std::size_t>(i)].tones = change(i % 2 == 0 ? 0.07 : -0.03);  // 2 % +- 5 %
  reel.measurements[6].tones.clear();
  EXPECT_NEAR(reel.census().flicker_percent, 5, 1e-6);
  reel.stream.transfer = Transfer::video;
  EXPECT_NEAR(reel.census().flicker_percent, 2.4 * 5, 1e-6);
}

}  // namespace
}  // namespace tasma::pipeline
