#include "restoration/shots.hpp"

#include <gmock/gmock.h>

#include "tests/support/restored.hpp"

namespace tasma {
namespace {

using namespace synthetic;
using testing::ElementsAre;

std::vector<Range> shots_of(const Film& film, const std::vector<FramePtr>& frames) {
  const auto analysis = restoration::make_analysis(film.stream, only_flicker());
  return restoration::decide_shots(measured(film, frames, *analysis));
}

TEST(Shots, AreFoundThoughTheFilmFlickersAndMoves) {
  FilmRecipe recipe;
  recipe.frames = 15;
  recipe.flicker = 0.15;
  recipe.object_px = 9;
  recipe.cuts = {5, 8};
  const Film film = make_film(recipe);
  EXPECT_THAT(shots_of(film, film.clean), ElementsAre(Range{0, 5}, Range{5, 8}, Range{8, 15}));
}

TEST(Shots, OneStrangeFrameIsNoCut) {
  FilmRecipe recipe;
  const Film film = make_film(recipe);
  recipe.seed = 99;
  const Film other = make_film(recipe);
  auto frames = film.clean;
  frames[6] = other.clean[6];
  EXPECT_THAT(shots_of(film, frames), ElementsAre(Range{0, 12}));
}

TEST(Shots, AStandInForAMissingFrameIsBridged) {
  const Film film = make_film({});
  auto frames = film.clean;
  auto missing = std::make_shared<Frame>(Frame{frames[6]->number, 6, Image(film.stream.size, 3, 10)});
  missing->state = FrameState::missing;
  frames[6] = missing;
  EXPECT_THAT(shots_of(film, frames), ElementsAre(Range{0, 12}));
  const auto result = restored(film, frames);
  EXPECT_TRUE(same_samples(result.pictures[6], missing->pixels));
  for (const auto& frame : result.plan.frames)
    for (const auto& repair : frame.repairs) EXPECT_NE(frame.position + repair.source, 6);
}

TEST(Shots, AReelWithoutFramesHasNone) { EXPECT_TRUE(restoration::decide_shots({}).empty()); }

}  // namespace
}  // namespace tasma
