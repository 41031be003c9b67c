#include "codecs/dcp/cadence.hpp"

#include <gtest/gtest.h>

namespace tasma::codecs::dcp {
namespace {

TEST(Cadence, EveryThirdPictureOf18StandsTwiceAt24) {
  const Cadence cadence{{18, 1}, {24, 1}};
  const std::int64_t shown[] = {0, 1, 1, 2, 3, 4, 4, 5, 6};
  for (std::int64_t n = 0; n < 9; ++n) EXPECT_EQ(cadence.shown_at(n), shown[n]) << n;
}

TEST(Cadence, APictureIsShownFirstWhereTheOneBeforeItIsNoMore) {
  for (const Rational film :
       {Rational{16, 1}, Rational{18, 1}, Rational{20, 1}, Rational{22, 1}, Rational{200, 11}, Rational{24, 1}}) {
    const Cadence cadence{film, {24, 1}};
    EXPECT_EQ(cadence.first_showing(0), 0);
    for (std::int64_t frame = 1; frame < 500; ++frame) {
      const auto first = cadence.first_showing(frame);
      EXPECT_EQ(cadence.shown_at(first), frame) << film.value();
      EXPECT_EQ(cadence.shown_at(first - 1), frame - 1) << film.value();
    }
  }
}

TEST(Cadence, NoPictureComesMoreThanHalfAnEditUnitFromItsTime) {
  for (const int film : {12, 16, 18, 20, 22, 23}) {
    const Cadence cadence{{film, 1}, {24, 1}};
    for (std::int64_t frame = 0; frame < 500; ++frame)
      EXPECT_NEAR(static_cast<double>(cadence.first_showing(frame)), static_cast<double>(frame) * 24 / film, 0.5001)
          << film;
  }
}

}  // namespace
}  // namespace tasma::codecs::dcp
