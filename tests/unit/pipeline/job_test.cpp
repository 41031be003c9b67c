#include "pipeline/job.hpp"

#include <gtest/gtest.h>

namespace tasma::pipeline {
namespace {

TEST(Job, RepairsAreOneLineInWhichTheUsualIsNotSaid) {
  EXPECT_EQ(line_of(Repairs{}), "repair dust scratches flicker stabilization");
  EXPECT_EQ(line_of({false, false, false, false}), "repair");
  Repairs asked{true, false, true, true};
  asked.strength = {Strength::strong, Strength::light, Strength::light, Strength::normal};
  asked.dust_polarity = DustPolarity::bright;
  EXPECT_EQ(line_of(asked), "repair dust strong bright flicker light stabilization");
  asked.dust_polarity = DustPolarity::dark;
  asked.flicker = false;
  EXPECT_EQ(line_of(asked), "repair dust strong dark stabilization");
}

}  // namespace
}  // namespace tasma::pipeline
