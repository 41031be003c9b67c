#include "pipeline/core/rational.hpp"

#include <gtest/gtest.h>

namespace tasma {
namespace {

TEST(Rational, ReadsWhatAPersonWrites) {
  EXPECT_EQ(parse_rational("24"), (Rational{24, 1}));
  EXPECT_EQ(parse_rational("30000/1001"), (Rational{30000, 1001}));
  for (const auto* wrong : {"", "0", "-24", "24/0", "24/", "/1", "24.5", "24 ", "99999999"})
    EXPECT_FALSE(parse_rational(wrong)) << wrong;
}

TEST(Rational, RatesOfHeadersAreFloats) {
  EXPECT_EQ(rational_near(24.0F), (Rational{24, 1}));
  EXPECT_EQ(rational_near(23.976F), (Rational{24000, 1001}));
  EXPECT_EQ(rational_near(29.97F), (Rational{30000, 1001}));
  EXPECT_EQ(rational_near(16.6666667), (Rational{50, 3}));
  EXPECT_FALSE(rational_near(0));
  EXPECT_FALSE(rational_near(std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace
}  // namespace tasma
