#include "restoration/stabilization.hpp"

#include <gmock/gmock.h>

#include "tests/support/restored.hpp"

namespace tasma {
namespace {

using namespace synthetic;

FilmRecipe weaving() {
  FilmRecipe recipe;
  recipe.frames = 20;
  recipe.weave_px = 1.2;
  recipe.glide_px = 0;
  recipe.object_px = 3;
  return recipe;
}

/// What is left of the weave: RMS of how far each frame is from where it was meant, whatever the shot's position.
double left_over(const std::vector<double>& shift, const std::vector<double>& taken_out) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < shift.size(); ++i) {
    const double left = shift[i] - taken_out[i];
    sum += left, squares += left * left;
  }
  const auto n = static_cast<double>(shift.size());
  return std::sqrt(squares / n - sum / n * (sum / n));
}
double left_over_x(const Film& film, const Plan& plan) {
  std::vector<double> moved;
  for (const auto& frame : plan.frames) moved.push_back(frame.warp.dx_px);
  return left_over(film.shift_x, moved);
}
double left_over_y(const Film& film, const Plan& plan) {
  std::vector<double> moved;
  for (const auto& frame : plan.frames) moved.push_back(frame.warp.dy_px);
  return left_over(film.shift_y, moved);
}

TEST(Stabilization, HoldsALockedShotStill) {
  const Film film = make_film(weaving());
  const auto result = restored(film, film.clean, only_stabilization());
  EXPECT_GT(left_over(film.shift_x, std::vector<double>(film.shift_x.size(), 0)), 0.8);
  EXPECT_LT(left_over_x(film, result.plan), 0.1);
  EXPECT_LT(left_over_y(film, result.plan), 0.1);
}

/// Cuts a hole into the left margin of frames, where the film stands in each; its edges fall between pixels.
void perforate(Film& film, std::size_t from) {
  for (std::size_t i = from; i < film.clean.size(); ++i) {
    Image scan = film.clean[i]->pixels.copy();
    const double left = 12 + film.shift_x[i], top = 90 + film.shift_y[i];
    for (int y = 60; y < 180; ++y)
      for (int x = 0; x < 80; ++x) {
        const double inside = std::min({x - left, left + 40 - x, y - top, top + 50 - y});
        const double light = std::clamp(inside + 0.5, 0.0, 1.0);
        for (int plane = 0; plane < scan.planes(); ++plane) {
          auto& code = scan.row(plane, y)[static_cast<std::size_t>(x)];
          code = static_cast<std::uint16_t>(std::lround((x < 60 ? 30 : code) * (1 - light) + 1000 * light));
        }
      }
    film.clean[i] = std::make_shared<Frame>(Frame{film.clean[i]->number, film.clean[i]->position, std::move(scan)});
  }
}

TEST(Stabilization, KeepsToThePerforationsWhereTheScanShowsThem) {
  auto recipe = weaving();
  recipe.glide_px = 0.9;
  Film film = make_film(recipe);
  perforate(film, 0);
  const auto plan = restored(film, film.clean, only_stabilization()).plan;
  EXPECT_LT(left_over_x(film, plan), 0.1);
  EXPECT_LT(left_over_y(film, plan), 0.1);
}

TEST(Stabilization, KeepsToTheSceneWhereAHoleIsNotInAllFrames) {
  Film film = make_film(weaving());
  const auto plan = restored(film, film.clean, only_stabilization()).plan;
  perforate(film, 12);
  const auto partly = restored(film, film.clean, only_stabilization()).plan;
  for (std::size_t i = 0; i < 8; ++i) EXPECT_NEAR(partly.frames[i].warp.dx_px, plan.frames[i].warp.dx_px, 0.2) << i;
}

TEST(Stabilization, LeavesALittleWeaveWhereItIsToBeLight) {
  auto recipe = weaving();
  recipe.weave_px = 0.2;
  const Film film = make_film(recipe);
  auto asked = only_stabilization();
  EXPECT_GT(touched_frames(restored(film, film.clean, asked), film.clean), 10);
  asked.strength.stabilization = Strength::light;
  EXPECT_EQ(touched_frames(restored(film, film.clean, asked), film.clean), 0);
}

TEST(Stabilization, TakesOutHardlyVisibleWeaveWhereItIsToBeStrong) {
  auto recipe = weaving();
  recipe.weave_px = 0.07;
  const Film film = make_film(recipe);
  auto asked = only_stabilization();
  EXPECT_EQ(touched_frames(restored(film, film.clean, asked), film.clean), 0);
  asked.strength.stabilization = Strength::strong;
  EXPECT_GT(touched_frames(restored(film, film.clean, asked), film.clean), 10);
}

TEST(Stabilization, LeavesAGlidingCameraItsGlide) {
  auto recipe = weaving();
  recipe.glide_px = 3;
  recipe.object_px = 0;
  const Film film = make_film(recipe);
  const auto result = restored(film, film.clean, only_stabilization());
  EXPECT_LT(left_over_x(film, result.plan), 0.3);
  EXPECT_LT(left_over_y(film, result.plan), 0.15);
}

TEST(Stabilization, AFilmWithoutWeaveComesOutBitForBit) {
  auto recipe = weaving();
  recipe.weave_px = 0;
  for (const double glide_px : {0.0, 2.5}) {
    recipe.glide_px = glide_px;
    const Film film = make_film(recipe);
    EXPECT_EQ(touched_frames(restored(film, film.clean, only_stabilization()), film.clean), 0) << glide_px;
  }
}

TEST(Stabilization, MovesThePictureToWhereThePlanSaysAndLeavesNoBlackBorder) {
  Image picture({64, 48}, 1, 12);
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x)
      picture.row(0, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(1000 + 20 * x + 10 * y);
  const auto frame = std::make_shared<Frame>(Frame{1, 0, picture.copy()});
  Plan plan;
  plan.frames.push_back({.number = 1, .position = 0, .warp = {2.5, -1, 0}});
  restoration::Stabilization(plan).render(picture, {frame, {}, {}});
  EXPECT_NEAR(picture.row(0, 20)[30], 1000 + 20 * 32.5 + 10 * 19, 1);
  for (int y = 0; y < 48; ++y) EXPECT_GT(*std::ranges::min_element(picture.row(0, y)), 990);
}

TEST(Stabilization, ResamplesFineTextureWhereverThePictureMovesAndHoweverItTurns) {
  constexpr Size size{320, 200};
  const auto scene = [](double x, double y) {
    return 30000 + 9000 * std::sin(1.3 * x + 0.4 * y) + 9000 * std::sin(0.5 * x - 1.1 * y);
  };
  for (const Warp& warp : {Warp{0.37, -0.21, 0}, Warp{-3.5, 2.25, 0.0004}, Warp{0.1, 0.6, -0.015}, Warp{5, 1, 0.3}}) {
    Image picture(size, 1, 16);
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x)
        picture.row(0, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(std::lround(scene(x, y)));
    const auto frame = std::make_shared<Frame>(Frame{1, 0, picture.copy()});
    Plan plan;
    plan.frames.push_back({.number = 1, .position = 0, .warp = warp});
    restoration::Stabilization(plan).render(picture, {frame, {}, {}});
    const auto m = restoration::scan_from_restored(warp, size);
    double squares = 0;
    int count = 0;
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) {
        const double u = m[0] * x + m[1] * y + m[2], v = m[3] * x + m[4] * y + m[5];
        if (u < 8 || v < 8 || u > size.width - 9 || v > size.height - 9) continue;
        const double off = picture.row(0, y)[static_cast<std::size_t>(x)] - scene(u, v);
        squares += off * off, ++count;
      }
    EXPECT_LT(std::sqrt(squares / count), 0.02 * 9000) << warp.rotation_rad;
  }
}

TEST(Stabilization, SamplesStayWithinTheirDepth) {
  Image picture({64, 48}, 1, 10);
  for (int y = 0; y < 48; ++y)
    for (int x = 32; x < 64; ++x) picture.row(0, y)[static_cast<std::size_t>(x)] = 1023;  // an edge to overshoot at
  const auto frame = std::make_shared<Frame>(Frame{1, 0, picture.copy()});
  Plan plan;
  plan.frames.push_back({.number = 1, .position = 0, .warp = {0.5, 0, 0.001}});
  restoration::Stabilization(plan).render(picture, {frame, {}, {}});
  for (int y = 0; y < 48; ++y) EXPECT_LE(*std::ranges::max_element(picture.row(0, y)), 1023);
}

}  // namespace
}  // namespace tasma
