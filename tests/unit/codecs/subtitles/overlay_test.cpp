#include "codecs/subtitles/overlay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codecs/subtitles/on_film.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr Size hd{1920, 1080};

Cue cue(std::int64_t begin_ms, std::int64_t end_ms, std::vector<Line> lines, Place place = {}) {
  return {begin_ms, end_ms, std::move(lines), place, 0};
}

const Font& font() {
  static const Font the_font(default_font());
  return the_font;
}

std::vector<CoverageBox> drawn(const std::vector<Line>& lines, Place place = {}, Size picture = hd) {
  return Overlay({"kk", {cue(0, 1'000, lines, place)}}, font(), picture).at(0);
}

/// The part of a box where the text is white: letters without their border.
Rectangle white_part(const CoverageBox& box) {
  int left = box.where.size.width, right = -1, top = box.where.size.height, bottom = -1;
  for (int y = 0; y < box.where.size.height; ++y)
    for (int x = 0; x < box.where.size.width; ++x)
      if (box.light[static_cast<std::size_t>(y * box.where.size.width + x)] > 32767) {
        left = std::min(left, x);
        right = std::max(right, x);
        top = std::min(top, y);
        bottom = std::max(bottom, y);
      }
  return {box.where.x + left, box.where.y + top, {right - left + 1, bottom - top + 1}};
}

TEST(Overlay, StandsFromItsBeginToItsEnd) {
  Overlay overlay({"kk", {cue(1'000, 2'000, {{{"a"}}})}}, font(), hd);
  EXPECT_THAT(overlay.at(999), IsEmpty());
  EXPECT_THAT(overlay.at(1'000), SizeIs(1));
  EXPECT_THAT(overlay.at(1'999), SizeIs(1));
  EXPECT_THAT(overlay.at(2'000), IsEmpty());
}

TEST(Overlay, ACapitalIsAsHighAsItsSizeSays) {
  // 42 points are 57.27 lines of 1080; a capital of Noto Sans has 0.714 of them, of DejaVu Sans 0.729.
  for (const auto& [picture, height] : {std::pair{hd, 41}, {Size{3840, 2160}, 82}, {Size{720, 540}, 20}}) {
    const auto boxes = drawn({{{"H"}}}, {}, picture);
    ASSERT_THAT(boxes, SizeIs(1));
    EXPECT_NEAR(white_part(boxes[0]).size.height, height, 1) << picture.height;
  }
}

TEST(Overlay, TextIsWhiteWithABlackBorder) {
  const auto box = drawn({{{"H"}}}).at(0);
  bool white = false, black = false;
  for (std::size_t i = 0; i < box.light.size(); ++i) {
    EXPECT_LE(box.light[i], box.coverage[i]);
    white |= box.light[i] == 65535;
    black |= box.light[i] == 0 && box.coverage[i] == 65535;
  }
  EXPECT_TRUE(white && black);
  const auto letter = white_part(box);
  EXPECT_NEAR(letter.x - box.where.x, 3, 1);  // a twentieth of 57 lines
  EXPECT_LE(box.coverage.front(), 20'000);    // the corner of the border is round
}

TEST(Overlay, PlacesAreThoseOfTheCue) {
  const auto below = drawn({{{"H"}}}).at(0).where;
  EXPECT_NEAR(below.x + below.size.width / 2, 960, 2);
  EXPECT_LT(below.y + below.size.height, 1080 - 86);  // 8 % of 1080, and what letters have below their feet
  EXPECT_GT(below.y + below.size.height, 1080 - 86 - 25);
  const auto above = drawn({{{"H"}}}, {Vertical::top, Horizontal::left, 200}).at(0).where;
  EXPECT_NEAR(above.y, 216, 25);
  EXPECT_NEAR(above.x, 96, 10);
  const auto middle = drawn({{{"H"}}}, {Vertical::middle, Horizontal::right, {}}).at(0).where;
  EXPECT_NEAR(middle.y + middle.size.height / 2, 540, 10);
  EXPECT_NEAR(middle.x + middle.size.width, 1824, 10);
}

TEST(Overlay, CuesAtOneTimeDoNotHideEachOther) {
  const Subtitles subtitles{"kk", {cue(0, 3'000, {{{"HHH"}}}), cue(1'000, 2'000, {{{"OOO"}}})}};
  Overlay overlay(subtitles, font(), hd);
  const auto both = overlay.at(1'500);
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_LE(both[0].where.y + both[0].where.size.height, both[1].where.y);
  overlay.at(2'500);
  EXPECT_EQ(overlay.at(1'500), both);
  EXPECT_EQ(Overlay(subtitles, font(), hd).at(1'500), both);  // whatever was drawn before
}

TEST(Overlay, TheSameTextGivesTheSameSamples) {
  const std::vector<Line> lines{{{"Қазақ "}, {"oʻzbek", true}}, {{"türkmen", false, true}}};
  EXPECT_EQ(drawn(lines), drawn(lines));
  EXPECT_NE(drawn(lines), drawn({lines[1], lines[0]}));
}

TEST(Overlay, LooksAreMadeOfTheOneFont) {
  const auto plain = drawn({{{"lllll"}}}), italic = drawn({{{"lllll", true}}}),
             bold = drawn({{{"lllll", false, true}}});
  EXPECT_NE(plain, italic);
  EXPECT_NE(plain, bold);
  EXPECT_NE(italic, bold);
}

TEST(Overlay, TextIsNoCommand) {
  const auto plain = white_part(drawn({{{"H"}}}).at(0)).size.width;
  for (const auto* text : {"{\\fs200}H", "\\NH", "{H}", "H\\h"}) {
    const auto boxes = drawn({{{text}}});
    ASSERT_THAT(boxes, SizeIs(1)) << text;
    EXPECT_GT(white_part(boxes[0]).size.width, plain * 5 / 4) << text;  // what looks like a command is seen
    EXPECT_LT(white_part(boxes[0]).size.height, 60) << text;
  }
}

TEST(Overlay, LinesThatDoNotFitAreBroken) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "кинотеатр ";
  for (const auto& box : drawn({{{text}}})) {
    EXPECT_GE(box.where.x, 90);
    EXPECT_LE(box.where.x + box.where.size.width, 1920 - 90);
  }
}

TEST(Overlay, BlendingChangesWhatIsCoveredAndNothingElse) {
  const auto boxes = drawn({{{"H"}}});
  for (const int depth : {8, 10, 16})
    for (const int planes : {1, 3, 4}) {
      Image before(hd, planes, depth);
      for (int plane = 0; plane < planes; ++plane)
        for (int y = 0; y < hd.height; ++y)
          for (int x = 0; x < hd.width; ++x)
            before.row(plane, y)[static_cast<std::size_t>(x)] =
                static_cast<std::uint16_t>((x * 7 + y * 13 + plane) % (1 << depth));
      auto after = before.copy();
      blend(boxes, after);
      const auto& box = boxes.at(0);
      std::uint16_t most = 0;
      for (int plane = 0; plane < planes; ++plane)
        for (int y = 0; y < hd.height; ++y)
          for (int x = 0; x < hd.width; ++x) {
            const int column = x - box.where.x, row = y - box.where.y;
            const bool inside = column >= 0 && row >= 0 && column < box.where.size.width && row < box.where.size.height;
            const auto at = static_cast<std::size_t>(x);
            const auto in_box = static_cast<std::size_t>(row * box.where.size.width + column);
            const bool kept = !inside || plane == 3 || box.coverage[in_box] == 0;
            if (kept) {
              ASSERT_EQ(after.row(plane, y)[at], before.row(plane, y)[at]);
            } else if (box.coverage[in_box] == 65535) {
              ASSERT_EQ(after.row(plane, y)[at], (box.light[in_box] * ((1u << depth) - 1) + 32767) / 65535);
            }
            if (inside && plane < 3) most = std::max(most, after.row(plane, y)[at]);
          }
      EXPECT_EQ(most, (1 << depth) - 1);
    }
}

TEST(Overlay, HalfACoverageIsHalfOfBoth) {
  Image picture({4, 2}, 1, 10);
  for (auto& sample : picture.row(0, 1)) sample = 1000;
  blend(std::vector<CoverageBox>{{{1, 0, {2, 2}}, {32768, 0, 0, 65535}, {32768, 0, 32768, 65535}}}, picture);
  EXPECT_THAT(picture.row(0, 0), testing::ElementsAre(0, 512, 0, 0));
  EXPECT_THAT(picture.row(0, 1), testing::ElementsAre(1000, 500, 1023, 1000));
}

TEST(Overlay, AnotherSizeOfPictureIsRefused) {
  Image small({640, 480}, 1, 10);
  const auto boxes = drawn({{{"H"}}});
  EXPECT_THROW(blend(boxes, small), Error);
  EXPECT_THROW(drawn({{{"H"}}}, {}, {8, 8}), Error);
}

}  // namespace
}  // namespace tasma::codecs::subtitles
