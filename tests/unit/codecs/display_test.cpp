#include "codecs/display.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "codecs/acescct.hpp"
#include "codecs/dither.hpp"
#include "codecs/screening.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using testing::DoubleNear;
using testing::Each;

double shown(const std::vector<std::uint16_t>& curve, std::size_t code) { return curve.at(code) / 65535.0; }

TEST(CineonCurve, HasItsReferencePoints) {
  EXPECT_THAT(light_of_cineon(95), DoubleNear(0, 1e-12));
  EXPECT_THAT(light_of_cineon(685), DoubleNear(1, 1e-12));
  // 445 is 0.8 of a decade below white: 10^-0.8 = 0.158489; black lifts by 10^(-59/30) = 0.010798.
  EXPECT_THAT(light_of_cineon(445), DoubleNear((0.158489 - 0.010798) / (1 - 0.010798), 1e-5));
  EXPECT_THAT(light_of_cineon(1023), DoubleNear(13.5, 0.05));
  EXPECT_LT(light_of_cineon(0), 0);
}

TEST(AcesCctCurve, ShowsLightAsTheCineonCurveDoes) {
  const auto curve = display_curve(Transfer::acescct, Element::print, 16);
  EXPECT_THAT(shown(curve, acescct_code(0)), DoubleNear(0, 0.01));
  EXPECT_THAT(shown(curve, acescct_code(1)), DoubleNear(std::pow(0.9, 1 / 2.4), 1e-4));
  EXPECT_THAT(shown(curve, acescct_code(0.18)), DoubleNear(std::pow(0.9 * 0.18, 1 / 2.4), 1e-4));
  EXPECT_THAT(shown(curve, 65'535), testing::AllOf(testing::Gt(0.99), testing::Le(1)));
  const auto negative = display_curve(Transfer::acescct, Element::negative, 16);
  EXPECT_GT(negative[acescct_code(0.05)], negative[acescct_code(0.5)]);
}

TEST(Shoulder, ShowsTheReferenceWhiteAtNinetyPercentAndBendsWithoutAKink) {
  EXPECT_EQ(shoulder(0.5), 0.45);
  EXPECT_EQ(shoulder(1), 0.9);
  EXPECT_EQ(shoulder(-0.01), 0);
  const double step = 1e-6;
  EXPECT_THAT((shoulder(1 + step) - shoulder(1)) / step, DoubleNear(0.9, 1e-4));
  EXPECT_GT(shoulder(13.5), shoulder(2));
  EXPECT_LT(shoulder(13.5), 1);
}

TEST(DisplayCurve, TakesCineonCodesThroughTheShoulderToTheDisplaysGamma) {
  const auto curve = display_curve(Transfer::cineon, Element::unknown, 10);
  ASSERT_EQ(curve.size(), 1024U);
  EXPECT_EQ(curve[0], 0);
  EXPECT_EQ(curve[95], 0);
  EXPECT_THAT(shown(curve, 685), DoubleNear(std::pow(0.9, 1 / 2.4), 1e-5));
  EXPECT_TRUE(std::ranges::is_sorted(curve));
}

TEST(DisplayCurve, GivesANegativeInCineonCodesNoSecondInversion) {
  EXPECT_EQ(display_curve(Transfer::cineon, Element::negative, 10),
            display_curve(Transfer::cineon, Element::print, 10));
}

TEST(DisplayCurve, ScalesCineonCodesOfOtherDepths) {
  const auto ten = display_curve(Transfer::cineon, Element::unknown, 10);
  const auto sixteen = display_curve(Transfer::cineon, Element::unknown, 16);
  const auto eight = display_curve(Transfer::cineon, Element::unknown, 8);
  ASSERT_EQ(sixteen.size(), 65536U);
  ASSERT_EQ(eight.size(), 256U);
  EXPECT_NEAR(sixteen[43882], ten[685], 20);  // 685 x 65535 / 1023 = 43882.1
  EXPECT_EQ(eight[255], ten[1023]);
}

TEST(DisplayCurve, EncodesLinearLightForTheDisplay) {
  const auto curve = display_curve(Transfer::linear, Element::print, 16);
  EXPECT_EQ(curve[0], 0);
  EXPECT_EQ(curve[65535], 65535);
  EXPECT_THAT(shown(curve, 11797), DoubleNear(std::pow(0.18, 1 / 2.4), 1e-4));
}

TEST(DisplayCurve, TurnsTheTransmittanceOfANegativeIntoAPositive) {
  const auto curve = display_curve(Transfer::linear, Element::negative, 16);
  EXPECT_EQ(curve[65535], 0);  // the clear base is black
  EXPECT_TRUE(std::ranges::is_sorted(curve, std::greater{}));
  // Density 1.18 is code 95 + 590 = 685, the reference white: transmittance 10^-1.18 = 0.0660693.
  EXPECT_THAT(shown(curve, 4330), DoubleNear(std::pow(0.9, 1 / 2.4), 1e-3));
}

TEST(DisplayCurve, LeavesVideoAsItIsAndInvertsAVideoNegative) {
  const auto print = display_curve(Transfer::video, Element::print, 10);
  const auto negative = display_curve(Transfer::video, Element::negative, 10);
  EXPECT_EQ(print[0], 0);
  EXPECT_EQ(print[1023], 65535);
  for (std::size_t code = 0; code < print.size(); ++code) ASSERT_EQ(negative[code], print[1023 - code]);
}

TEST(DisplayCurve, AsksWhatCodeValuesMean) {
  try {
    display_curve(Transfer::unknown, Element::print, 10);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::usage);
  }
}

DisplaySpec spec_of(Size scan, Rectangle picture, Rational squeeze = {1, 1}) {
  DisplaySpec spec;
  spec.scan.size = scan;
  spec.picture = picture;
  spec.squeeze = squeeze;
  return spec;
}

TEST(DisplaySize, KeepsThePicturesOwnShape) {
  EXPECT_EQ(display_size(spec_of({2048, 1556}, {24, 10, {2000, 1500}}), {16384, 1080}), (Size{1440, 1080}));
}

TEST(DisplaySize, NeverEnlarges) {
  EXPECT_EQ(display_size(spec_of({640, 480}, {0, 0, {640, 480}}), {16384, 1080}), (Size{640, 480}));
}

TEST(DisplaySize, IsEven) {
  EXPECT_EQ(display_size(spec_of({641, 481}, {0, 0, {641, 481}}), {16384, 1080}), (Size{640, 480}));
}

TEST(DisplaySize, UnsqueezesAnamorphicFilm) {
  EXPECT_EQ(display_size(spec_of({1828, 1556}, {0, 0, {1828, 1556}}, {2, 1}), {16384, 778}), (Size{1828, 778}));
}

TEST(DisplaySize, TakesTheHeadersShapeOfPixelsWhereNobodySaidASqueeze) {
  auto spec = spec_of({720, 576}, {0, 0, {720, 576}});
  spec.scan.pixel_aspect = {16, 15};
  EXPECT_EQ(display_size(spec, {16384, 1080}), (Size{768, 576}));
  spec.scan.pixel_aspect = {1000, 1};  // no film has such pixels
  EXPECT_EQ(display_size(spec, {16384, 1080}), (Size{720, 576}));
}

TEST(Dither, KeepsTheMeanOfWhatLiesBetweenTwoLevels) {
  const Size size{64, 64};
  std::vector<std::uint16_t> from(64 * 64, 16 * 256 + 64);  // 16.25
  std::vector<std::uint8_t> to(64 * 64);
  dither({reinterpret_cast<std::uint8_t*>(from.data()), 128}, {to.data(), 64}, size);
  double sum = 0;
  for (const auto level : to) {
    EXPECT_TRUE(level == 16 || level == 17);
    sum += level;
  }
  EXPECT_NEAR(sum / 4096, 16.25, 0.01);
}

TEST(Dither, LeavesWholeLevelsEven) {
  std::vector<std::uint16_t> from(64 * 64, 128 * 256);
  std::vector<std::uint8_t> to(64 * 64);
  dither({reinterpret_cast<std::uint8_t*>(from.data()), 128}, {to.data(), 64}, {64, 64});
  EXPECT_THAT(to, Each(128));
}

}  // namespace
}  // namespace tasma::codecs
