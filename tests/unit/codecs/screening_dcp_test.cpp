#include "codecs/screening_dcp.hpp"

#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

DisplaySpec film_of(Size picture) {
  DisplaySpec spec;
  spec.scan.size = picture;
  spec.scan.rate = {24, 1};
  spec.picture = {0, 0, picture};
  return spec;
}

Coding dcp_coding(const char* format = "dcp") { return find_choice(copy_formats(), format)->copies.at(0).coding; }

TEST(ScreeningDcp, TheShapeOfThePictureChoosesTheContainer) {
  const DcpPicture academy(film_of({1440, 1080}), dcp_coding());
  EXPECT_EQ(academy.container(), Container::flat);
  EXPECT_EQ(academy.active(), (Size{1440, 1080}));
  const DcpPicture scope(film_of({2048, 858}), dcp_coding());
  EXPECT_EQ(scope.container(), Container::scope);
  EXPECT_EQ(scope.active(), (Size{2048, 858}));
}

TEST(ScreeningDcp, InTheContainerThatWasAskedForThePictureKeepsItsShape) {
  auto coding = dcp_coding();
  coding.container = Container::scope;
  EXPECT_EQ(DcpPicture(film_of({1440, 1080}), coding).active(), (Size{1144, 858}));  // 4:3 of 858 lines
  coding.container = Container::flat;
  EXPECT_EQ(DcpPicture(film_of({2048, 858}), coding).active(), (Size{1998, 838}));
  coding = dcp_coding("dcp-4k");
  coding.container = Container::scope;
  const DcpPicture four_k(film_of({1440, 1080}), coding);
  EXPECT_EQ(four_k.resolution(), dcp::Resolution::four_k);
  EXPECT_EQ(four_k.active(), (Size{2288, 1716}));
}

TEST(ScreeningDcp, ChunksOfAnotherContainerHaveAnotherName) {
  auto flat = dcp_coding(), scope = flat;
  flat.container = Container::flat;
  scope.container = Container::scope;
  EXPECT_EQ(line_of(flat), line_of(dcp_coding()) + "-flat");
  EXPECT_EQ(line_of(scope), line_of(dcp_coding()) + "-scope");
}

TEST(ScreeningDcp, ReelsOfASlowFilmTogetherLastAsLongAsTheFilm) {
  const auto coding = dcp_coding();
  EXPECT_EQ(dcp_length({0, 24}, {24, 1}, coding), 24);
  EXPECT_EQ(dcp_length({0, 18}, {18, 1}, coding), 24);
  // The cadence goes on from reel to reel: edit units 0 to 24 show frames 0 to 18, 25 to 47 frames 19 to 35.
  EXPECT_EQ(dcp_length({0, 19}, {18, 1}, coding), 25);
  EXPECT_EQ(dcp_length({19, 36}, {18, 1}, coding), 23);
}

TEST(ScreeningDcp, AnArchiveRateHasEachFrameOnceAndIsNoneOf4K) {
  auto coding = dcp_coding();
  coding.archive_rate = true;
  EXPECT_EQ(dcp_length({0, 18}, {18, 1}, coding), 18);
  coding = dcp_coding("dcp-4k");
  EXPECT_EQ(dcp_rate({18, 1}, coding), (Rational{24, 1}));
  coding.archive_rate = true;
  EXPECT_THROW(dcp_rate({18, 1}, coding), Error);
  EXPECT_EQ(dcp_rate({24, 1}, coding), (Rational{24, 1}));
}

}  // namespace
}  // namespace tasma::codecs
