#include "restoration/catalogue.hpp"

#include <gmock/gmock.h>

#include "tests/support/restored.hpp"

namespace tasma {
namespace {

using namespace synthetic;

FilmRecipe dusty() {
  FilmRecipe recipe;
  recipe.specks = 10;
  return recipe;
}

/// How much of the dirt is gone (its error against the clean frame under 5 % of the code range), and how much of the
/// picture farther than three pixels from any was changed at all.
struct Score {
  double gone = 0, changed = 0;
};

bool dirt_within(const Film& film, std::size_t frame, int x, int y, int reach) {
  const Size size = film.stream.size;
  for (int j = std::max(0, y - reach); j <= std::min(size.height - 1, y + reach); ++j)
    for (int i = std::max(0, x - reach); i <= std::min(size.width - 1, x + reach); ++i)
      if (film.dirty[frame][static_cast<std::size_t>(j * size.width + i)] != 0) return true;
  return false;
}

Score score(const Film& film, const Restored& result) {
  double dirty = 0, gone = 0, rest = 0, changed = 0;
  for (std::size_t i = 0; i < film.clean.size(); ++i) {
    const Image clean = widened(film.clean[i]->pixels);
    for (int y = 0; y < clean.size().height; ++y)
      for (int x = 0; x < clean.size().width; ++x) {
        const auto at = static_cast<std::size_t>(x);
        const int now = result.pictures[i].row(0, y)[at], meant = clean.row(0, y)[at];
        if (dirt_within(film, i, x, y, 0))
          ++dirty, gone += std::abs(now - meant) < 0.05 * (1 << clean.depth());
        else if (!dirt_within(film, i, x, y, 3))
          ++rest, changed += now != meant;
      }
  }
  return {dirty > 0 ? gone / dirty : 0, changed / rest};
}

TEST(Dust, GoesAndLittleElseChanges) {
  const Film film = make_film(dusty());
  const Score result = score(film, restored(film, film.damaged, only_dust()));
  EXPECT_GT(result.gone, 0.9);
  EXPECT_LT(result.changed, 0.002);
}

TEST(Dust, OfEightBitsAndOfOnePlaneGoesAsWell) {
  auto recipe = dusty();
  recipe.depth = 8;
  recipe.planes = 1;
  const Film film = make_film(recipe);
  const auto result = restored(film, film.damaged, only_dust());
  EXPECT_EQ(result.pictures[0].depth(), 10);
  EXPECT_GT(score(film, result).gone, 0.9);
}

TEST(Dust, PixelsOutsideTheMasksKeepTheirBits) {
  const Film film = make_film(dusty());
  const auto result = restored(film, film.damaged, only_dust());
  int repairs = 0;
  for (std::size_t i = 0; i < film.damaged.size(); ++i) {
    Image expected = widened(film.damaged[i]->pixels);
    for (const Repair& repair : result.plan.frames[i].repairs) {
      ++repairs;
      for_each_stretch(repair.mask, [&](int x, int y, int length) {
        for (int plane = 0; plane < expected.planes(); ++plane)
          std::ranges::copy(
              result.pictures[i].row(plane, y).subspan(static_cast<std::size_t>(x), static_cast<std::size_t>(length)),
              expected.row(plane, y).begin() + x);
      });
    }
    EXPECT_TRUE(same_samples(result.pictures[i], expected)) << i;
  }
  EXPECT_GT(repairs, 60);
}

TEST(Dust, ACleanFilmWithAnObjectThatCrossesItIsLeftAlone) {
  FilmRecipe recipe;
  recipe.object_px = 9;
  const Film film = make_film(recipe);
  EXPECT_LT(score(film, restored(film, film.clean, only_dust())).changed, 0.0005);
}

TEST(Dust, IsRepairedInFlickerAndWeave) {
  auto recipe = dusty();
  recipe.flicker = 0.06;
  recipe.weave_px = 1;
  const Film film = make_film(recipe);
  const Score result = score(film, restored(film, film.damaged, only_dust()));
  EXPECT_GT(result.gone, 0.85);
  EXPECT_LT(result.changed, 0.002);
}

TEST(Dust, OfLinearMaterialGoesAsThatOfVideoDoes) {
  auto recipe = dusty();
  recipe.depth = 16;
  recipe.light = [](int) { return 0.5; };
  const Film video = make_film(recipe), linear = as_linear(video);
  const auto repairs = [](const Film& film) {
    std::size_t count = 0;
    for (const auto& frame : restored(film, film.damaged, only_dust()).plan.frames) count += frame.repairs.size();
    return static_cast<double>(count);
  };
  EXPECT_NEAR(repairs(linear) / repairs(video), 1, 0.05);
}

/// Draws a square speck whose colours are so much off what it hides.
void soil(Film& film, std::size_t frame, int left, int top, int side, const std::array<int, 3>& off) {
  Image soiled = film.damaged[frame]->pixels.copy();
  for (int y = top; y < top + side; ++y)
    for (int x = left; x < left + side; ++x) {
      film.dirty[frame][static_cast<std::size_t>(y * film.stream.size.width + x)] = 1;
      for (int plane = 0; plane < 3; ++plane) {
        auto& code = soiled.row(plane, y)[static_cast<std::size_t>(x)];
        code = static_cast<std::uint16_t>(std::clamp(code + off[static_cast<std::size_t>(plane)], 0, 65535));
      }
    }
  const auto& before = *film.damaged[frame];
  film.damaged[frame] = std::make_shared<Frame>(Frame{before.number, before.position, std::move(soiled)});
}

/// Specks a frame, anywhere within a part of the picture.
Film soiled_film(int specks, const Rectangle& part, int side, const std::array<int, 3>& off) {
  FilmRecipe recipe;
  recipe.depth = 16;
  Film film = make_film(recipe);
  for (std::size_t i = 0; i < film.damaged.size(); ++i) {
    Dice dice(i + 50);
    for (int speck = 0; speck < specks; ++speck)
      soil(film, i, part.x + static_cast<int>(dice.between(0, part.size.width - side)),
           part.y + static_cast<int>(dice.between(0, part.size.height - side)), side, off);
  }
  return film;
}

TEST(Dust, OfTheLumaOfWhatItHidesGoesByItsColour) {
  const Film film = soiled_film(4, {20, 20, {280, 200}}, 9, {9000, 0, -9000});
  const Score result = score(film, restored(film, film.damaged, only_dust()));
  EXPECT_GT(result.gone, 0.8);
  EXPECT_LT(result.changed, 0.002);
}

TEST(Dust, LightsThatCrowdInAPartOfThePictureTwinkleAndStay) {
  const std::array<int, 3> bright{30000, 30000, 30000};
  const Film glints = soiled_film(30, {0, 160, {320, 80}}, 3, bright);
  EXPECT_LT(score(glints, restored(glints, glints.damaged, only_dust())).gone, 0.1);
  const Film dirt = soiled_film(14, {0, 0, {320, 240}}, 3, bright);
  EXPECT_GT(score(dirt, restored(dirt, dirt.damaged, only_dust())).gone, 0.8);
}

TEST(Dust, OfEveryStrengthIsRepairedByTheStrongerToo) {
  auto recipe = dusty();
  recipe.grain = 0.06;
  const Film film = make_film(recipe);
  std::vector<std::size_t> counts;
  std::vector<std::vector<Mask>> before(film.damaged.size());
  for (const auto strength : {Strength::light, Strength::normal, Strength::strong}) {
    auto asked = only_dust();
    asked.strength.dust = strength;
    const auto frames = restored(film, film.damaged, asked).plan.frames;
    counts.push_back(0);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      std::vector<Mask> masks;
      for (const Repair& repair : frames[i].repairs) masks.push_back(repair.mask);
      for (const Mask& mask : before[i]) EXPECT_THAT(masks, testing::Contains(mask));
      counts.back() += masks.size();
      before[i] = std::move(masks);
    }
  }
  EXPECT_LT(counts[0], counts[1]);
  EXPECT_LT(counts[1], counts[2]);
}

/// A film with a smooth part where the light of every third frame falls as in no other near it.
Film glimmering_film() {
  FilmRecipe recipe;
  recipe.depth = 16;
  recipe.frames = 7;
  recipe.object_px = 0;
  Film film = make_film(recipe);
  for (auto& frame : film.clean) {
    Image picture = frame->pixels.copy();
    Dice grain(static_cast<std::uint64_t>(frame->position) + 900);
    const double height = frame->position % 3 == 0 ? 0.06 : 0;
    for (int y = 40; y < 200; ++y)
      for (int x = 100; x < 220; ++x) {
        const double level = 0.35 + height * std::sin(x / 7.0) + recipe.grain * grain.bell() / 0.577;
        for (int plane = 0; plane < 3; ++plane)
          picture.row(plane, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(std::lround(level * 65536));
      }
    frame = std::make_shared<Frame>(Frame{frame->number, frame->position, std::move(picture)});
  }
  film.damaged = film.clean;
  return film;
}

/// How rough pixels of a mask are across: what grain makes of it.
double roughness(const Image& picture, const Mask& mask) {
  double sum = 0;
  for_each_stretch(mask, [&](int x, int y, int length) {
    for (auto at = static_cast<std::size_t>(x); at < static_cast<std::size_t>(x + length); ++at) {
      const auto row = picture.row(0, y);
      sum += std::abs(row[at - 1] - 2.0 * row[at] + row[at + 1]);
    }
  });
  return sum;
}

TEST(Dust, WhereNoFrameAgreesIsFilledFromAroundItWithGrainOfItsOwn) {
  Film film = glimmering_film();
  EXPECT_EQ(touched_frames(restored(film, film.clean, only_dust()), film.clean), 0);
  for (const auto& [x, y] : std::array<std::pair<int, int>, 3>{{{191, 60}, {132, 120}, {135, 150}}})
    soil(film, 3, x, y, 7, {10000, 10000, 10000});
  const auto result = restored(film, film.damaged, only_dust());
  EXPECT_EQ(score(film, result).gone, 1);
  const auto& repairs = result.plan.frames[3].repairs;
  ASSERT_EQ(repairs.size(), 3U);
  double rough = 0, meant = 0;
  for (const Repair& repair : repairs) {
    EXPECT_EQ(repair.source, 0);
    rough += roughness(result.pictures[3], repair.mask);
    meant += roughness(film.clean[3]->pixels, repair.mask);
  }
  EXPECT_NEAR(rough / meant, 1, 0.15);

  const auto& picture = result.pictures[3];
  for (int y = 0; y < film.stream.size.height; ++y)
    EXPECT_TRUE(std::ranges::equal(picture.row(0, y), picture.row(2, y)));
  auto plan = result.plan;
  plan.frames[3].repairs.front().action = Action::keep;  // and the others come out as they were
  Image expected = picture.copy();
  for_each_stretch(plan.frames[3].repairs.front().mask, [&](int x, int y, int length) {
    for (int plane = 0; plane < expected.planes(); ++plane)
      std::copy_n(film.damaged[3]->pixels.row(plane, y).begin() + x, length, expected.row(plane, y).begin() + x);
  });
  EXPECT_TRUE(same_samples(rendered(film, film.damaged, 3, restoration::make_treatments(plan, film.stream)), expected));
}

TEST(Dust, OfOnePolarityAloneIsRepairedOnDemand) {
  const Film film = make_film(dusty());
  std::size_t both = 0;
  for (const auto polarity : {DustPolarity::dark, DustPolarity::bright}) {
    auto asked = only_dust();
    asked.dust_polarity = polarity;
    for (const auto& frame : restored(film, film.damaged, asked).plan.frames)
      for (const Repair& repair : frame.repairs) {
        EXPECT_EQ(repair.bright, polarity == DustPolarity::bright);
        ++both;
      }
  }
  std::size_t all = 0;
  for (const auto& frame : restored(film, film.damaged, only_dust()).plan.frames) all += frame.repairs.size();
  EXPECT_EQ(both, all);
}

TEST(Dust, IsNeverRepairedFromBeyondACut) {
  auto recipe = dusty();
  recipe.cuts = {4, 8};
  const Film film = make_film(recipe);
  const auto result = restored(film, film.damaged, only_dust());
  for (std::size_t i = 0; i < film.damaged.size(); ++i) {
    EXPECT_EQ(result.plan.frames[i].shot, static_cast<std::int64_t>(i / 4));
    for (const Repair& repair : result.plan.frames[i].repairs)
      EXPECT_EQ((static_cast<int>(i) + repair.source) / 4, static_cast<int>(i) / 4) << i;
  }
  EXPECT_GT(score(film, result).gone, 0.7);  // at its ends a shot has frames on one side only
}

TEST(Dust, InAFrameThatStandsTwiceIsRepairedInBoth) {
  const Film film = make_film(dusty());
  auto frames = film.damaged;
  frames[6] = std::make_shared<Frame>(Frame{frames[6]->number, 6, frames[5]->pixels.copy()});
  const auto result = restored(film, frames, only_dust());
  EXPECT_GT(result.plan.frames[5].repairs.size(), 5U);
  EXPECT_GT(result.plan.frames[6].repairs.size(), 5U);
  for (const std::size_t twin : {5U, 6U})
    for (const Repair& repair : result.plan.frames[twin].repairs)
      EXPECT_NE(static_cast<int>(twin) + repair.source, twin == 5 ? 6 : 5);
}

TEST(Dust, GreyStaysGreyAndAlphaStaysAsItIs) {
  auto recipe = dusty();
  recipe.planes = 4;
  recipe.frames = 5;
  const Film film = make_film(recipe);
  const auto result = restored(film, film.damaged, only_dust());
  EXPECT_GT(touched_frames(result, film.damaged), 0);
  for (std::size_t i = 0; i < film.damaged.size(); ++i)
    for (int y = 0; y < recipe.size.height; ++y) {
      EXPECT_TRUE(std::ranges::equal(result.pictures[i].row(0, y), result.pictures[i].row(1, y)));
      EXPECT_TRUE(std::ranges::equal(result.pictures[i].row(0, y), result.pictures[i].row(2, y)));
      EXPECT_TRUE(std::ranges::equal(result.pictures[i].row(3, y), film.damaged[i]->pixels.row(3, y)));
    }
}

TEST(Dust, AFrameWithDirtAllOverIsLeftAloneAndReported) {
  auto recipe = dusty();
  const Film film = make_film(recipe);
  recipe.specks = 150;
  const Film filthy = make_film(recipe);
  auto frames = film.damaged;
  frames[5] = filthy.damaged[5];
  const auto result = restored(film, frames, only_dust());
  EXPECT_TRUE(result.plan.frames[5].suspect);
  EXPECT_TRUE(same_samples(result.pictures[5], widened(frames[5]->pixels)));
  EXPECT_FALSE(result.plan.frames[3].suspect);
}

TEST(Dust, ARepairThatSomebodyTookBackIsNotRenderedAndChangesNoOther) {
  const Film film = make_film(dusty());
  auto result = restored(film, film.damaged, only_dust());
  auto& repairs = result.plan.frames[5].repairs;
  ASSERT_GT(repairs.size(), 3U);
  repairs[0].action = Action::keep;
  const auto treatments = restoration::make_treatments(result.plan, film.stream);
  Image expected = result.pictures[5].copy();
  for_each_stretch(repairs[0].mask, [&](int x, int y, int length) {
    for (int plane = 0; plane < expected.planes(); ++plane)
      std::copy_n(film.damaged[5]->pixels.row(plane, y).begin() + x, length, expected.row(plane, y).begin() + x);
  });
  EXPECT_TRUE(same_samples(rendered(film, film.damaged, 5, treatments), expected));
}

}  // namespace
}  // namespace tasma
