#include "codecs/loudness.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace tasma::codecs {
namespace {

constexpr int rate = 48'000;

/// A sine of so many dB under full scale in every channel.
Loudness of_sine(double peak_dbfs, double hertz, int channels, double seconds, double phase = 0) {
  LoudnessMeter meter(channels, rate);
  std::vector<std::int32_t> samples;
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i)
    for (int channel = 0; channel < channels; ++channel)
      samples.push_back(static_cast<std::int32_t>(2147483647.0 * std::pow(10, peak_dbfs / 20) *
                                                  std::sin(2 * std::numbers::pi * hertz * i / rate + phase)));
  meter.add(samples);
  return meter.result();
}

TEST(LoudnessMeter, MeasuresTheSineOfTech3341) {
  // EBU Tech 3341, test case 1: 1000 Hz at -23 dBFS in both channels is -23 LUFS, to 0.1.
  EXPECT_NEAR(of_sine(-23, 1000, 2, 20).integrated_lufs, -23, 0.1);
  EXPECT_NEAR(of_sine(-23, 1000, 1, 20).integrated_lufs, -26, 0.1);  // half the power
  EXPECT_NEAR(of_sine(-23, 1000, 2, 20).range_lu, 0, 0.1);
}

TEST(LoudnessMeter, FindsThePeakBetweenSamples) {
  // EBU Tech 3341, test case 16: a quarter of the rate at 45 degrees reaches 3 dB above its samples.
  EXPECT_NEAR(of_sine(-6, rate / 4, 1, 1, std::numbers::pi / 4).true_peak_dbtp, -6, 0.4);
}

TEST(LoudnessMeter, CountsTheChannelsOfFiveOneAsTheyStand) {
  // L, R, C by 1, the surrounds by 1.41, LFE, HI and VIN not at all (BS.1770-4): 5.82 times one channel, 7.65 dB more.
  const auto one = of_sine(-23, 1000, 1, 20).integrated_lufs;
  EXPECT_NEAR(of_sine(-23, 1000, 6, 20).integrated_lufs, one + 7.65, 0.05);
  EXPECT_NEAR(of_sine(-23, 1000, 8, 20).integrated_lufs, one + 7.65, 0.05);
}

TEST(LoudnessMeter, SilenceHasNeitherLoudnessNorGain) {
  const auto silence = of_sine(-200, 1000, 2, 2);
  EXPECT_FALSE(std::isfinite(silence.integrated_lufs));
  EXPECT_EQ(gain_db(silence, -23), 0);
}

TEST(GainTo, StopsWherePeaksWouldCut) {
  EXPECT_DOUBLE_EQ(gain_db({-30, 5, -10}, -23), 7);
  EXPECT_DOUBLE_EQ(gain_db({-30, 5, -5}, -23), 4);
  EXPECT_DOUBLE_EQ(gain_db({-15, 5, 0}, -23), -8);
}

}  // namespace
}  // namespace tasma::codecs
