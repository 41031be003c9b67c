#include "pipeline/core/mask.hpp"

#include <gmock/gmock.h>

#include <tuple>

namespace tasma {
namespace {

TEST(Mask, RunsThatGoOnInTheNextRowAreVisitedRowByRow) {
  const Mask mask{{10, 20, {3, 3}}, {1, 4, 1, 3}};  // .##  ##.  ###
  std::vector<std::tuple<int, int, int>> stretches;
  for_each_stretch(mask, [&](int x, int y, int length) { stretches.emplace_back(x, y, length); });
  EXPECT_THAT(stretches, testing::ElementsAre(std::tuple{11, 20, 2}, std::tuple{10, 21, 2}, std::tuple{10, 22, 3}));
  EXPECT_EQ(area(mask), 7);
}

TEST(Mask, FitsOnlyInsideThePictureAndWithRunsThatFillIt) {
  EXPECT_TRUE(fits(Mask{{1, 0, {2, 2}}, {0, 4}}, {3, 2}));
  EXPECT_FALSE(fits(Mask{{2, 0, {2, 2}}, {0, 4}}, {3, 2}));
  EXPECT_FALSE(fits(Mask{{1, 0, {2, 2}}, {0, 3}}, {3, 2}));
  EXPECT_FALSE(fits(Mask{{1, 0, {2, 2}}, {2, 0, 2}}, {3, 2}));
}

}  // namespace
}  // namespace tasma
