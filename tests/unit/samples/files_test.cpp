#include <gtest/gtest.h>

#include "samples/dpx.hpp"
#include "samples/tiff.hpp"
#include "samples/wav.hpp"

namespace tasma::samples {
namespace {

std::uint64_t big(const Bytes& bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes.at(at + i);
  return value;
}

std::int32_t sample_24(const Bytes& wav, std::size_t index) {
  const auto at = 44 + 3 * index;
  const auto value = static_cast<std::uint32_t>(wav.at(at) | wav.at(at + 1) << 8 | wav.at(at + 2) << 16);
  return static_cast<std::int32_t>(value << 8) >> 8;
}

/// Two by one pixels: 1, 2, 3 and 1021, 1022, 1023.
Still two_pixels(int depth) { return {2, 1, 3, depth, {1, 2, 3, 1021, 1022, 1023}}; }

TEST(Dpx, TenBitsLieInTheUpperBitsOfAWord) {
  const auto bytes = dpx_of(two_pixels(10), {"a.dpx", 0, 1, 24, Transfer::log});
  ASSERT_EQ(bytes.size(), 2048U + 8);
  EXPECT_EQ(big(bytes, 2048, 4), 1U << 22 | 2U << 12 | 3U << 2);
  EXPECT_EQ(big(bytes, 2052, 4), 1021U << 22 | 1022U << 12 | 1023U << 2);
}

TEST(Dpx, TwelveBitsLieInTheUpperBitsOfSixteen) {
  const auto bytes = dpx_of(two_pixels(12), {"a.dpx", 0, 1, 24, Transfer::log});
  ASSERT_EQ(bytes.size(), 2048U + 12);
  EXPECT_EQ(big(bytes, 2048 + 10, 2), 1023U << 4);
}

TEST(Dpx, HeaderSaysWhatTheFrameIs) {
  const auto bytes = dpx_of(two_pixels(10), {"a.dpx", 24 * 61 + 5, 2000, 24, Transfer::log});
  EXPECT_EQ(big(bytes, 0, 4), 0x53445058U);
  EXPECT_EQ(big(bytes, 16, 4), bytes.size());
  EXPECT_EQ(big(bytes, 772, 4), 2U);
  EXPECT_EQ(big(bytes, 776, 4), 1U);
  EXPECT_EQ(big(bytes, 800, 4), 0x3201010aU);   // RGB, printing density twice, 10 bits
  EXPECT_EQ(big(bytes, 1724, 4), 0x41c00000U);  // 24 as a float
  EXPECT_EQ(big(bytes, 1920, 4), 0x01010105U);  // 01:01:01:05
  EXPECT_EQ(big(bytes, 1668, 2), 0x3532U);      // frame 1469 is number 13 of its foot: 52 perforations
}

TEST(Tiff, EndsAfterASingleDirectoryInAscendingTags) {
  const auto bytes = tiff_of({3, 70, 1, 8, std::vector<std::uint16_t>(210, 7)});
  const std::size_t at = bytes.at(4) | bytes.at(5) << 8;
  EXPECT_EQ(at % 2, 0U);
  const std::size_t entries = bytes.at(at);
  for (std::size_t i = 1; i < entries; ++i) {
    const auto tag = [&](std::size_t k) { return bytes.at(at + 2 + 12 * k) | bytes.at(at + 3 + 12 * k) << 8; };
    EXPECT_LT(tag(i - 1), tag(i));
  }
  EXPECT_EQ(big(bytes, at + 2 + 12 * entries, 4), 0U);
}

TEST(Wav, ClicksOnTheFrameThatBeginsEachSecond) {
  const auto wav = wav_of(50, 25, 1);  // two seconds
  ASSERT_EQ(wav.size(), 44U + 3 * 96000);
  const auto loudest = [&](std::size_t begin) {
    std::int32_t peak = 0;
    for (auto i = begin; i < begin + 96; ++i) peak = std::max(peak, std::abs(sample_24(wav, i)));
    return peak;
  };
  EXPECT_GT(loudest(48000), 3'000'000);
  EXPECT_LT(loudest(48000 - 96), 1'000'000);
  EXPECT_LT(loudest(24000), 1'000'000);
}

TEST(Wav, LastsAsLongAsItsPictures) { EXPECT_EQ(wav_of(30, 30000, 1001).size(), 44U + 3 * 48048); }

}  // namespace
}  // namespace tasma::samples
