#include <gmock/gmock.h>

#include "tests/support/restored.hpp"

namespace tasma {
namespace {

using namespace synthetic;

FilmRecipe textured() {
  FilmRecipe recipe;
  recipe.size = {360, 272};
  recipe.object_px = 0;
  return recipe;
}

/// Where a thin line lies in a frame at a row.
using Course = std::function<double(int frame, int y)>;

/// The film with `draw(level, offset from the line)` in the place of every pixel near the line.
Film with_line(Film film, const Course& x_at, const std::function<double(double, double)>& draw) {
  const double codes = 1 << film.stream.depth;
  const int colours = film.stream.planes - (film.stream.planes % 2 == 0);
  for (std::size_t i = 0; i < film.damaged.size(); ++i) {
    Image picture = film.damaged[i]->pixels.copy();
    for (int y = 0; y < picture.size().height; ++y) {
      const double x = x_at(static_cast<int>(i), y);
      for (int at = std::max(0, static_cast<int>(x) - 8); at < std::min(picture.size().width, static_cast<int>(x) + 9);
           ++at)
        for (int plane = 0; plane < colours; ++plane) {
          auto& sample = picture.row(plane, y)[static_cast<std::size_t>(at)];
          const double level = draw(sample / codes, at - x);
          sample = static_cast<std::uint16_t>(std::clamp(std::lround(level * codes), 0L, std::lround(codes) - 1));
        }
    }
    film.damaged[i] =
        std::make_shared<Frame>(Frame{film.damaged[i]->number, film.damaged[i]->position, std::move(picture)});
  }
  return film;
}

double bell(double offset, double sigma) { return std::exp(-offset * offset / (2 * sigma * sigma)); }

/// A scratch adds to what is there.
std::function<double(double, double)> scratch(double height, double sigma = 1, double lobes = 0) {
  return [=](double level, double offset) {
    return level + height * (bell(offset, sigma) - lobes * bell(std::abs(offset) - 2.6 * sigma, sigma));
  };
}

/// A pole hides what is behind it.
std::function<double(double, double)> pole(double level) {
  return [=](double behind, double offset) {
    const double share = bell(offset, 1);
    return (1 - share) * behind + share * level;
  };
}

/// A scratch wanders in the film, whatever the scene does.
Course wandering(double x, double lean = 0) {
  return [=](int frame, int y) {
    return x + lean * y + 0.8 * std::sin(1.9 * frame) + 0.5 * std::sin(0.7 * frame + y / 60.0);
  };
}

/// Error that is left near the lines, of that which was there.
double error_left(const Film& film, const Restored& result) {
  double before = 0, after = 0;
  for (std::size_t i = 0; i < film.clean.size(); ++i) {
    const Image clean = widened(film.clean[i]->pixels), damaged = widened(film.damaged[i]->pixels);
    for (int y = 0; y < clean.size().height; ++y)
      for (std::size_t x = 0; x < clean.row(0, y).size(); ++x) {
        const int meant = clean.row(0, y)[x];
        before += std::abs(damaged.row(0, y)[x] - meant);
        if (damaged.row(0, y)[x] != meant) after += std::abs(result.pictures[i].row(0, y)[x] - meant);
      }
  }
  return after / before;
}

TEST(Scratches, OverTextureGoBrightAndDarkWithLobesAndWithout) {
  Film film = make_film(textured());
  film = with_line(film, wandering(70), scratch(0.15));
  film = with_line(film, wandering(150, 0.03), scratch(-0.12, 1.5));
  film = with_line(film, wandering(280, -0.04), scratch(0.2, 0.8, 0.35));
  const auto result = restored(film, film.damaged, only_scratches());
  for (const auto& frame : result.plan.frames) EXPECT_EQ(frame.scratches.size(), 3U) << frame.number;
  EXPECT_LT(error_left(film, result), 0.3);
}

TEST(Scratches, OfPartOfTheHeightAndFromSomeFrameOnGo) {
  const Film film = with_line(make_film(textured()), wandering(150), [](double level, double) { return level; });
  const auto course = wandering(150);
  const Film part = with_line(
      film, [&](int frame, int y) { return frame >= 3 && y < 200 ? course(frame, y) : -100.0; }, scratch(0.2));
  const auto result = restored(part, part.damaged, only_scratches());
  for (std::size_t i = 0; i < part.damaged.size(); ++i)
    EXPECT_EQ(result.plan.frames[i].scratches.size(), i >= 3 ? 1U : 0U) << i;
  EXPECT_NEAR(result.plan.frames[5].scratches.at(0).shape.bottom, 200, 16);
  EXPECT_LT(error_left(part, result), 0.3);
}

TEST(Scratches, OfEveryStrengthGoWithTheStrongerToo) {
  auto recipe = textured();
  recipe.size.width = 900;
  Film film = make_film(recipe);
  for (int line = 0; line < 14; ++line)  // from faint to plain
    film = with_line(film, wandering(60 + 60 * line), scratch(0.02 + 0.004 * line));
  std::vector<std::size_t> counts;
  std::vector<std::vector<Scratch>> before(film.damaged.size());
  for (const auto strength : {Strength::light, Strength::normal, Strength::strong}) {
    auto asked = only_scratches();
    asked.strength.scratches = strength;
    const auto frames = restored(film, film.damaged, asked).plan.frames;
    counts.push_back(0);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      for (const Scratch& scratch : before[i]) EXPECT_THAT(frames[i].scratches, testing::Contains(scratch));
      counts.back() += frames[i].scratches.size();
      before[i] = frames[i].scratches;
    }
  }
  EXPECT_LT(counts[0], counts[1]);
  EXPECT_LT(counts[1], counts[2]);
}

TEST(Scratches, OfEightBitsAndOfOnePlaneGoAsWell) {
  auto recipe = textured();
  recipe.depth = 8;
  recipe.planes = 1;
  const Film film = with_line(make_film(recipe), wandering(150), scratch(0.15));
  const auto result = restored(film, film.damaged, only_scratches());
  EXPECT_EQ(result.pictures[0].depth(), 10);
  EXPECT_LT(error_left(film, result), 0.3);
}

TEST(Scratches, AtTheEdgeOfTheCodeRangeAreFilledFromBeside) {
  Film film = with_line(make_film(textured()), wandering(150), scratch(0.9));
  const auto result = restored(film, film.damaged, only_scratches());
  EXPECT_EQ(result.plan.frames[4].scratches.size(), 1U);
  EXPECT_LT(error_left(film, result), 0.3);
}

TEST(Scratches, PixelsBesideThemKeepTheirBits) {
  const Film film = with_line(make_film(textured()), wandering(150), scratch(0.15));
  const auto result = restored(film, film.damaged, only_scratches());
  ASSERT_GT(touched_frames(result, film.damaged), 0);
  for (std::size_t i = 0; i < film.damaged.size(); ++i)
    for (int y = 0; y < 272; ++y)
      for (int x = 0; x < 360; ++x)
        if (std::abs(x - wandering(150)(static_cast<int>(i), y)) > 5) {
          ASSERT_EQ(result.pictures[i].row(1, y)[static_cast<std::size_t>(x)],
                    film.damaged[i]->pixels.row(1, y)[static_cast<std::size_t>(x)]);
        }
}

TEST(Scratches, PolesThatMoveWithTheSceneStay) {
  for (const double glide : {0.0, 0.4, 1.3}) {
    auto recipe = textured();
    recipe.glide_px = glide;
    Film film = make_film(recipe);
    for (const double x : {60.3, 130.0, 210.6, 300.2})
      film = with_line(
          film, [&](int frame, int) { return x - glide * frame; }, pole(x < 150 ? 0.05 : 0.95));
    EXPECT_EQ(touched_frames(restored(film, film.damaged, only_scratches()), film.damaged), 0) << glide;
  }
}

/// A board with a dark rim stands still in a light that changes.
TEST(Scratches, TheEdgeOfSomethingBrightIsNoLine) {
  auto recipe = textured();
  recipe.glide_px = 0;
  for (const double rim : {0.15, 0.2}) {
    Film film = make_film(recipe);
    for (auto& frame : film.damaged) {
      Image picture = frame->pixels.copy();
      const double light = 1 + 0.15 * std::sin(1.9 * static_cast<double>(frame->position));
      for (int plane = 0; plane < 3; ++plane)
        for (int y = 0; y < picture.size().height; ++y)
          for (int x = 0; x < picture.size().width; ++x) {
            auto& sample = picture.row(plane, y)[static_cast<std::size_t>(x)];
            const double board = 1 / (1 + std::exp(-1.5 * (x - 150)));
            const double level =
                (1 - board) * (0.3 + 0.3 * sample / 1024) + light * (board * 0.8 - rim * bell(x - 149, 1));
            sample = static_cast<std::uint16_t>(std::lround(level * 1024));
          }
      frame = std::make_shared<Frame>(Frame{frame->number, frame->position, std::move(picture)});
    }
    EXPECT_EQ(touched_frames(restored(film, film.damaged, only_scratches()), film.damaged), 0) << rim;
  }
}

TEST(Scratches, APoleBeforeAMovingSceneStays) {
  auto recipe = textured();
  recipe.glide_px = 2;
  Film film = make_film(recipe);
  film = with_line(
      film, [](int frame, int) { return 140 + 0.3 * std::sin(1.7 * frame); }, pole(0.1));
  film = with_line(
      film, [](int, int) { return 250.0; }, pole(0.9));
  EXPECT_EQ(touched_frames(restored(film, film.damaged, only_scratches()), film.damaged), 0);
}

TEST(Scratches, ALineThatTheSceneCarriesAlongStaysThoughOneSeesThroughIt) {
  for (const double glide : {0.3, 0.7, 2.0}) {
    auto recipe = textured();
    recipe.glide_px = glide;
    const Film film = with_line(
        make_film(recipe), [&](int frame, int) { return 200 - glide * frame; }, scratch(-0.15));
    EXPECT_EQ(touched_frames(restored(film, film.damaged, only_scratches()), film.damaged), 0) << glide;
  }
}

/// A moulding of a still room in film that weaves, in a light that changes: what moves it is known from the picture,
/// though not how bright it is.
TEST(Scratches, ALineThatWeavesWithTheSceneStaysInChangingLight) {
  auto recipe = textured();
  recipe.glide_px = 0;
  recipe.weave_px = 0.8;
  Film film = make_film(recipe);
  for (std::size_t i = 0; i < film.damaged.size(); ++i) {
    Film one = film;
    one.damaged = {film.damaged[i]};
    const double height = 0.12 * (1 + 0.4 * std::sin(1.9 * static_cast<double>(i)));
    film.damaged[i] = with_line(
                          one, [&](int, int) { return 150 + film.shift_x[i]; }, scratch(height, 2))
                          .damaged[0];
  }
  EXPECT_EQ(touched_frames(restored(film, film.damaged, only_scratches()), film.damaged), 0);
}

TEST(Scratches, BlindsStayAlsoWhereTheyMoveByTheirOwnDistance) {
  for (const double step : {0.0, 1.1, 10.0}) {
    auto recipe = textured();
    recipe.glide_px = step;
    Film film = make_film(recipe);
    for (int blind = -12; blind < 48; ++blind)
      film = with_line(
          film, [&](int frame, int) { return 10.0 * blind - std::fmod(step * frame, 10.0); }, pole(0.1));
    EXPECT_EQ(touched_frames(restored(film, film.damaged, only_scratches()), film.damaged), 0) << step;
  }
}

TEST(Scratches, RainStays) {
  Film film = make_film(textured());
  Dice dice(5);
  for (int streak = 0; streak < 60; ++streak) {
    std::vector<std::pair<double, double>> places;
    for (std::size_t i = 0; i < film.clean.size(); ++i)
      places.emplace_back(dice.between(0, 360), dice.between(-20, 270));
    film = with_line(
        film,
        [&](int frame, int y) {
          const auto [x, top] = places[static_cast<std::size_t>(frame)];
          return y > top && y < top + 25 ? x + 0.04 * y : -100;
        },
        scratch(0.3, 0.7));
  }
  EXPECT_EQ(touched_frames(restored(film, film.damaged, only_scratches()), film.damaged), 0);
}

TEST(Scratches, GreyStaysGreyAndAlphaStaysAsItIs) {
  auto recipe = textured();
  recipe.planes = 4;
  const Film film = with_line(make_film(recipe), wandering(150), scratch(0.15));
  const auto result = restored(film, film.damaged, only_scratches());
  EXPECT_GT(touched_frames(result, film.damaged), 6);
  for (std::size_t i = 0; i < film.damaged.size(); ++i)
    for (int y = 0; y < recipe.size.height; ++y) {
      EXPECT_TRUE(std::ranges::equal(result.pictures[i].row(0, y), result.pictures[i].row(1, y)));
      EXPECT_TRUE(std::ranges::equal(result.pictures[i].row(0, y), result.pictures[i].row(2, y)));
      EXPECT_TRUE(std::ranges::equal(result.pictures[i].row(3, y), film.damaged[i]->pixels.row(3, y)));
    }
}

TEST(Scratches, OfColourFilmGoInEachColour) {
  auto recipe = textured();
  recipe.colour = 0.2;
  const Film film = with_line(make_film(recipe), wandering(150), scratch(0.15));
  const auto result = restored(film, film.damaged, only_scratches());
  EXPECT_EQ(result.plan.frames[5].scratches.at(0).shape.amplitude.size(), 3U);
  EXPECT_LT(error_left(film, result), 0.3);
}

TEST(Scratches, ThatSomebodyTookBackStay) {
  const Film film = with_line(make_film(textured()), wandering(150), scratch(0.15));
  auto result = restored(film, film.damaged, only_scratches());
  ASSERT_FALSE(result.plan.frames[5].scratches.empty());
  for (auto& scratch : result.plan.frames[5].scratches) scratch.action = Action::keep;
  const auto treatments = restoration::make_treatments(result.plan, film.stream);
  EXPECT_TRUE(same_samples(rendered(film, film.damaged, 5, treatments), film.damaged[5]->pixels));
}

TEST(Scratches, ArePiecesOfDirtToNobody) {
  const Film film = with_line(make_film(textured()), wandering(150), scratch(0.3));
  const auto result = restored(film, film.damaged, {true, true, false, false});
  for (const auto& frame : result.plan.frames) {
    EXPECT_FALSE(frame.suspect);
    EXPECT_EQ(frame.scratches.size(), 1U);
    for (const auto& repair : frame.repairs)
      EXPECT_GT(std::abs(repair.mask.box.x + repair.mask.box.size.width / 2.0 - 150), 8) << frame.number;
  }
  EXPECT_LT(error_left(film, result), 0.3);
}

}  // namespace
}  // namespace tasma
