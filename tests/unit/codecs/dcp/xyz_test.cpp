#include "codecs/dcp/xyz.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {
namespace {

using Codes = std::array<int, 3>;

Codes codes_at(const Image& image, int x, int y) {
  const auto at = static_cast<std::size_t>(x);
  return {image.row(0, y)[at], image.row(1, y)[at], image.row(2, y)[at]};
}

Codes xyz_of(std::uint16_t red, std::uint16_t green, std::uint16_t blue) {
  Image display({2, 2}, 3, 16);
  display.row(0, 0)[0] = red;
  display.row(1, 0)[0] = green;
  display.row(2, 0)[0] = blue;
  return codes_at(to_xyz(display, {2, 2}), 0, 0);
}

TEST(Xyz, KnownColoursHaveTheirCodes) {
  EXPECT_EQ(xyz_of(0, 0, 0), (Codes{0, 0, 0}));
  EXPECT_EQ(xyz_of(65535, 65535, 65535), (Codes{3883, 3960, 4092}));
  EXPECT_EQ(xyz_of(32768, 32768, 32768), (Codes{2048, 2088, 2158}));
  EXPECT_EQ(xyz_of(65535, 0, 0), (Codes{2817, 2183, 868}));
  EXPECT_EQ(xyz_of(0, 65535, 0), (Codes{2666, 3481, 1747}));
  EXPECT_EQ(xyz_of(0, 0, 65535), (Codes{2050, 1441, 3884}));
}

TEST(Xyz, EveryGreyIsRoundedAsTheFormulaIs) {
  constexpr Codes::size_type luminance = 1;
  Image display({256, 256}, 1, 16);
  for (int y = 0; y < 256; ++y)
    for (int x = 0; x < 256; ++x)
      display.row(0, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(y * 256 + x);
  const auto xyz = to_xyz(display, display.size());
  for (int value = 0; value < 65536; ++value) {
    const double exact = 4095 * std::pow(std::pow(value / 65535.0, 2.4) * 48 / 52.37, 1 / 2.6);
    ASSERT_NEAR(codes_at(xyz, value % 256, value / 256)[luminance], exact, 0.501) << value;
  }
}

TEST(Xyz, GreyPicturesAreThoseOfEqualRedGreenAndBlue) {
  std::mt19937 random(7);
  Image grey({64, 64}, 1, 16), colour({64, 64}, 3, 16);
  for (int y = 0; y < 64; ++y)
    for (std::size_t x = 0; x < 64; ++x) {
      const auto value = static_cast<std::uint16_t>(random());
      grey.row(0, y)[x] = value;
      for (int plane = 0; plane < 3; ++plane) colour.row(plane, y)[x] = value;
    }
  EXPECT_TRUE(same_samples(to_xyz(grey, {64, 64}), to_xyz(colour, {64, 64})));
}

TEST(Xyz, ThePictureStandsInTheMiddleAtEvenOffsetsWithBlackAround) {
  Image display({6, 4}, 1, 16);
  for (int y = 0; y < 4; ++y) std::ranges::fill(display.row(0, y), std::uint16_t{65535});
  const auto xyz = to_xyz(display, {12, 8});
  ASSERT_EQ(xyz.size(), (Size{12, 8}));
  EXPECT_EQ(xyz.depth(), 12);
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 12; ++x) {
      const bool inside = x >= 2 && x < 8 && y >= 2 && y < 6;
      EXPECT_EQ(codes_at(xyz, x, y), (inside ? Codes{3883, 3960, 4092} : Codes{0, 0, 0})) << x << ' ' << y;
    }
}

TEST(Xyz, ContainersHaveTheirSizes) {
  EXPECT_EQ(size_of(Container::flat, Resolution::two_k), (Size{1998, 1080}));
  EXPECT_EQ(size_of(Container::scope, Resolution::two_k), (Size{2048, 858}));
  EXPECT_EQ(size_of(Container::flat, Resolution::four_k), (Size{3996, 2160}));
  EXPECT_EQ(size_of(Container::scope, Resolution::four_k), (Size{4096, 1716}));
}

TEST(Xyz, ShapesOfTheArchiveFillTheContainerAsFarAsTheyGo) {
  const Size flat{1998, 1080}, scope{2048, 858};
  EXPECT_EQ(fit({4, 3}, flat), (Rectangle{278, 0, {1440, 1080}}));
  EXPECT_EQ(fit({119, 100}, flat), (Rectangle{356, 0, {1286, 1080}}));
  EXPECT_EQ(fit({1375, 1000}, flat), (Rectangle{256, 0, {1484, 1080}}));
  EXPECT_EQ(fit({5, 3}, flat), (Rectangle{98, 0, {1800, 1080}}));
  EXPECT_EQ(fit({185, 100}, flat), (Rectangle{0, 0, flat}));
  EXPECT_EQ(fit({239, 100}, flat), (Rectangle{0, 122, {1998, 836}}));
  EXPECT_EQ(fit({235, 100}, scope), (Rectangle{16, 0, {2016, 858}}));
  EXPECT_EQ(fit({239, 100}, scope), (Rectangle{0, 0, scope}));
}

TEST(Xyz, RefusesWhatIsNoDisplayPicture) {
  EXPECT_THROW(to_xyz(Image({2, 2}, 3, 10), {2, 2}), Error);
  EXPECT_THROW(to_xyz(Image({2, 2}, 4, 16), {2, 2}), Error);
  EXPECT_THROW(to_xyz(Image({4, 2}, 1, 16), {2, 2}), Error);
  EXPECT_THROW(fit({0, 1}, {1998, 1080}), Error);
  EXPECT_THROW(fit({5, 1}, {1998, 1080}), Error);
}

}  // namespace
}  // namespace tasma::codecs::dcp
