#include "restoration/catalogue.hpp"

#include <gmock/gmock.h>

#include "tests/support/restored.hpp"

namespace tasma {
namespace {

using namespace synthetic;

/// Standard deviation of what the light does from frame to frame.
double jitter(const std::vector<double>& levels) {
  std::vector<double> steps;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) steps.push_back(std::log(levels[i + 1] / levels[i]));
  double sum = 0, squares = 0;
  for (const double step : steps) sum += step, squares += step * step;
  const auto n = static_cast<double>(steps.size());
  return std::sqrt(squares / n - sum / n * (sum / n));
}

std::vector<double> levels_of(const std::vector<FramePtr>& frames) {
  std::vector<double> levels;
  for (const auto& frame : frames) levels.push_back(mean_level(frame->pixels));
  return levels;
}
std::vector<double> levels_of(const std::vector<Image>& pictures) {
  std::vector<double> levels;
  for (const auto& picture : pictures) levels.push_back(mean_level(picture));
  return levels;
}

FilmRecipe flickering() {
  FilmRecipe recipe;
  recipe.frames = 24;
  recipe.flicker = 0.07;
  recipe.size = {200, 150};
  return recipe;
}

TEST(Flicker, IsTakenOut) {
  const Film film = make_film(flickering());
  const auto result = restored(film, film.clean, only_flicker());
  EXPECT_GT(jitter(levels_of(film.clean)), 0.06);
  EXPECT_LT(jitter(levels_of(result.pictures)), 0.01);
}

TEST(Flicker, OfLinearMaterialIsTakenOut) {
  auto recipe = flickering();
  recipe.depth = 16;
  const Film film = as_linear(make_film(recipe));
  const auto result = restored(film, film.clean, only_flicker());
  EXPECT_GT(jitter(levels_of(film.clean)), 0.15);
  EXPECT_LT(jitter(levels_of(result.pictures)), 0.02);
}

TEST(Flicker, IsHalvedByLightAndTakenOutByStrong) {
  const Film film = make_film(flickering());
  const auto left = [&](Strength strength) {
    auto asked = only_flicker();
    asked.strength.flicker = strength;
    return jitter(levels_of(restored(film, film.clean, asked).pictures));
  };
  EXPECT_NEAR(left(Strength::light), jitter(levels_of(film.clean)) / 2, 0.01);
  EXPECT_LT(left(Strength::strong), 0.01);
}

TEST(Flicker, ThatIsHardlySeenIsLeftToStrong) {
  auto recipe = flickering();
  recipe.flicker = 0.008;
  const Film film = make_film(recipe);
  auto asked = only_flicker();
  EXPECT_EQ(touched_frames(restored(film, film.clean, asked), film.clean), 0);
  asked.strength.flicker = Strength::strong;
  EXPECT_GT(touched_frames(restored(film, film.clean, asked), film.clean), 0);
}

TEST(Flicker, OfPartsIsHalvedByLightAndTakenOutByStrong) {
  auto recipe = flickering();
  recipe.flicker = 0;
  Film film = make_film(recipe);
  Dice dice(3);
  for (FramePtr& frame : film.clean) {
    Image picture = frame->pixels.copy();
    const double slope = 0.4 * dice.bell(), width = picture.size().width;
    for (int plane = 0; plane < picture.planes(); ++plane)
      for (int y = 0; y < picture.size().height; ++y)
        for (double x = 0; auto& sample : picture.row(plane, y))
          sample = static_cast<std::uint16_t>(std::min(1023.0, sample * std::exp(slope * (x++ / width - 0.5))));
    frame = std::make_shared<Frame>(Frame{frame->number, frame->position, std::move(picture)});
  }
  const auto tilt = [](const Image& picture) {  // of the light, from the left half to the right
    double halves[2] = {};
    for (int y = 0; y < picture.size().height; ++y)
      for (int x = 0; x < picture.size().width; ++x)
        halves[2 * x / picture.size().width] += picture.row(0, y)[static_cast<std::size_t>(x)];
    return std::log(halves[1] / halves[0]);
  };
  const auto unrest = [](const std::vector<double>& series) {
    double sum = 0;
    for (std::size_t i = 1; i < series.size(); ++i) sum += std::abs(series[i] - series[i - 1]);
    return sum;
  };
  std::vector<double> before;
  for (const FramePtr& frame : film.clean) before.push_back(tilt(frame->pixels));
  const auto left = [&](Strength strength) {
    auto asked = only_flicker();
    asked.strength.flicker = strength;
    std::vector<double> after;
    for (const Image& picture : restored(film, film.clean, asked).pictures) after.push_back(tilt(picture));
    return unrest(after) / unrest(before);
  };
  EXPECT_NEAR(left(Strength::light), 0.5, 0.1);
  EXPECT_LT(left(Strength::normal), 0.2);
  EXPECT_LT(left(Strength::strong), 0.2);
}

TEST(Flicker, OfColourStockIsTakenOutOfEachColour) {
  auto recipe = flickering();
  recipe.colour = 0.3;
  const Film film = make_film(recipe);
  const auto result = restored(film, film.clean, only_flicker());
  EXPECT_EQ(result.plan.frames[3].curves.size(), 3U);
  EXPECT_LT(jitter(levels_of(result.pictures)), 0.01);
}

TEST(Flicker, GreyStaysGrey) {
  const Film film = make_film(flickering());
  const auto result = restored(film, film.clean, only_flicker());
  EXPECT_GT(touched_frames(result, film.clean), 20);
  for (const Image& picture : result.pictures)
    for (int y = 0; y < picture.size().height; ++y) {
      EXPECT_TRUE(std::ranges::equal(picture.row(0, y), picture.row(1, y)));
      EXPECT_TRUE(std::ranges::equal(picture.row(0, y), picture.row(2, y)));
    }
}

TEST(Flicker, AFilmWithoutItComesOutBitForBit) {
  auto recipe = flickering();
  recipe.flicker = 0;
  const Film film = make_film(recipe);
  const auto result = restored(film, film.clean, only_flicker());
  EXPECT_EQ(touched_frames(result, film.clean), 0);
  EXPECT_TRUE(restoration::make_treatments(result.plan, film.stream).empty());
}

TEST(Flicker, AFadeKeepsItsShape) {
  auto recipe = flickering();
  recipe.frames = 36;
  recipe.flicker = 0.02;

  recipe.light = [](int frame) { return frame < 12 ? 1.0 : 1.0 - 0.6 * std::min(1.0, (frame - 12) / 20.0); };
  const Film flickering_fade = make_film(recipe);
  recipe.flicker = 0;
  const Film fade = make_film(recipe);
  const auto result = levels_of(restored(flickering_fade, flickering_fade.clean, only_flicker()).pictures);
  const auto meant = levels_of(fade.clean);
  EXPECT_LT(jitter(result), jitter(meant) + 0.01);
  double offset = 0;  // the whole may be a little lighter or darker: that is nobody's flicker
  for (std::size_t i = 0; i < meant.size(); ++i)
    offset += std::log(result[i] / meant[i]) / static_cast<double>(meant.size());
  for (std::size_t i = 0; i < meant.size(); ++i) EXPECT_NEAR(std::log(result[i] / meant[i]) - offset, 0, 0.08) << i;
}

TEST(Flicker, LightningStaysLightning) {
  auto recipe = flickering();
  recipe.light = [](int frame) { return frame == 10 ? 1.9 : 1.0; };
  recipe.flicker = 0.02;
  const Film film = make_film(recipe);
  const auto before = levels_of(film.clean), after = levels_of(restored(film, film.clean, only_flicker()).pictures);
  EXPECT_NEAR(after[10] / before[10], 1, 0.001);
  EXPECT_NEAR(after[9] / before[9], 1, 0.07);
}

TEST(Flicker, DoesNotLeakAcrossACut) {
  auto recipe = flickering();
  recipe.cuts = {12};
  recipe.flicker = 0;
  recipe.light = [](int frame) { return frame < 12 ? 1.0 : 0.5; };
  const Film film = make_film(recipe);
  const auto result = restored(film, film.clean, only_flicker());
  EXPECT_EQ(result.plan.frames[11].shot + 1, result.plan.frames[12].shot);
  EXPECT_EQ(touched_frames(result, film.clean), 0);
}

}  // namespace
}  // namespace tasma
