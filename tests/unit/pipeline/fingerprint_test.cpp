#include "pipeline/fingerprint.hpp"

#include <gtest/gtest.h>

namespace tasma::pipeline {
namespace {

TEST(Fingerprint, IsTakenApart) {
  const Fingerprint taken("scan 1 reel R1 | dust | strong | tasma 1; OpenCV 4.6; SSE2");
  EXPECT_EQ(taken.source, "scan 1 reel R1");
  EXPECT_EQ(taken.asked, "scan 1 reel R1 | dust | strong");
  EXPECT_EQ(taken.toolchain, "tasma 1; OpenCV 4.6; SSE2");
}

TEST(Fingerprint, VersionsThatBeginAlikeAreNamed) {
  EXPECT_EQ(only_in("tasma 1; OpenCV 4.6; SSE2", "tasma 1; OpenCV 4.6.1; SSE2"), "OpenCV 4.6");
  EXPECT_EQ(only_in("tasma 2; OpenCV 4.6; SSE2 AVX2", "tasma 1; OpenCV 4.6; SSE2"), "tasma 2, SSE2 AVX2");
  EXPECT_EQ(only_in("tasma 1; SSE2", "tasma 1; SSE2"), "");
}

}  // namespace
}  // namespace tasma::pipeline
