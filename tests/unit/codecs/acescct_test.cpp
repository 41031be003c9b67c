#include "codecs/acescct.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tasma::codecs {
namespace {

TEST(AcesCct, HasThePointsOfItsSpecification) {
  // S-2016-001, table 1: 0.18 is 0.4135884, 1.0 is 9.72 of 17.52 stops.
  EXPECT_EQ(acescct_code(0.18), std::lround(0.4135884 * 65'535));
  EXPECT_EQ(acescct_code(1), std::lround(9.72 / 17.52 * 65'535));
  EXPECT_EQ(acescct_code(0), std::lround(0.0729055 * 65'535));
  EXPECT_EQ(acescct_code(0.0078125), std::lround(0.155251141552511 * 65'535));
}

TEST(AcesCct, CutsOffWhatItCannotHold) {
  constexpr auto endless = std::numeric_limits<double>::infinity();
  EXPECT_EQ(acescct_code(-1), 0);
  EXPECT_EQ(acescct_code(-endless), 0);
  EXPECT_EQ(acescct_code(223), 65'535);
  EXPECT_EQ(acescct_code(endless), 65'535);
  EXPECT_EQ(acescct_code(std::nan("")), acescct_code(0));
}

TEST(AcesCct, EveryCodeComesBackFromItsLight) {
  for (int code = 0; code <= 65'535; ++code) ASSERT_EQ(acescct_code(light_of_acescct(code / 65'535.0)), code);
}

}  // namespace
}  // namespace tasma::codecs
