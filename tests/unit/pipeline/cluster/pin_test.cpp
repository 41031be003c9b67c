#include "pipeline/cluster/pin.hpp"

#include <gtest/gtest.h>

namespace tasma::pipeline {
namespace {

TEST(Pin, WhatTheFilmWasSubmittedWithoutIsTurnedOff) {
  EXPECT_EQ(features_to_disable("SSE2 *AVX *AVX2? *AVX512-SKX?", "SSE2 *AVX *AVX2 *AVX512-SKX"), "AVX2,AVX512-SKX");
  EXPECT_EQ(features_to_disable("SSE2 *AVX", "SSE2 *AVX *AVX2"), "AVX2");
}

TEST(Pin, WhatAMachineDoesNotHaveIsNoReasonToTurnOffMore) {
  EXPECT_EQ(features_to_disable("SSE2 *AVX *AVX2", "SSE2 *AVX *AVX2"), "");
  EXPECT_EQ(features_to_disable("SSE2 *AVX *AVX2", "SSE2 *AVX *AVX2?"), "");
}

}  // namespace
}  // namespace tasma::pipeline
