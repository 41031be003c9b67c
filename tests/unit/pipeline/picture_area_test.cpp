#include "pipeline/picture_area.hpp"

#include <gtest/gtest.h>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
namespace {

/// Frames of 60x40 with a lit picture of 44x30 at 9+4; the rest is nearly black, as between perforations.
class Framed final : public FrameSource {
 public:
  explicit Framed(int border = 40) : border_(border) {}
  const StreamInfo& stream() const override { return stream_; }
  std::span<const std::int64_t> numbers() const override { return numbers_; }
  Frame read(std::int64_t position) const override {
    Image image({60, 40}, 1, 10);
    for (int y = 0; y < 40; ++y)
      for (int x = 0; x < 60; ++x) {
        const bool lit = x >= 9 && x < 53 && y >= 4 && y < 34;
        image.row(0, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(lit ? 500 + (x * y) % 90 : border_);
      }
    return {position, position, std::move(image)};
  }

 private:
  int border_;
  StreamInfo stream_{{60, 40}, 1, 10, {24, 1}, {1, 1}, {}, {}};
  std::vector<std::int64_t> numbers_{0, 1, 2};
};

TEST(PictureArea, IsTheWholeFrameUnlessSomebodySaidOtherwise) {
  EXPECT_EQ(picture_area(Framed(), {}), (Rectangle{0, 0, {60, 40}}));
  EXPECT_EQ(picture_area(Framed(), {PictureArea::Kind::whole, {}}), (Rectangle{0, 0, {60, 40}}));
}

TEST(PictureArea, IsWhatWasSaidIfItLiesInTheFrame) {
  const Rectangle said{10, 2, {50, 38}};
  EXPECT_EQ(picture_area(Framed(), {PictureArea::Kind::given, said}), said);
  for (const Rectangle wrong :
       {Rectangle{11, 2, {50, 38}}, Rectangle{0, 3, {50, 38}}, Rectangle{-1, 0, {5, 5}}, Rectangle{0, 0, {0, 5}}})
    EXPECT_THROW(picture_area(Framed(), {PictureArea::Kind::given, wrong}), Error);
}

TEST(PictureArea, FindsThePictureInsideDarkBordersShrunkByOnePixel) {
  EXPECT_EQ(picture_area(Framed(), {PictureArea::Kind::detect, {}}), (Rectangle{10, 5, {42, 28}}));
}

TEST(PictureArea, IsTheWholeFrameWhereNoBorderStandsOut) {
  EXPECT_EQ(picture_area(Framed(/*border=*/545), {PictureArea::Kind::detect, {}}), (Rectangle{0, 0, {60, 40}}));
}

}  // namespace
}  // namespace tasma::pipeline
