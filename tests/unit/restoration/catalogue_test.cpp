#include "restoration/catalogue.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "pipeline/plan_json.hpp"
#include "tests/support/restored.hpp"

namespace tasma {
namespace {

using namespace synthetic;

FilmRecipe bad_film() {
  FilmRecipe recipe;
  recipe.frames = 10;
  recipe.specks = 8;
  recipe.flicker = 0.06;
  recipe.weave_px = 1;
  recipe.cuts = {6};
  return recipe;
}

TEST(Catalogue, MeasurementsAndPlanGiveTheSameBytesAfterAWayThroughJsonAndInAnyOrder) {
  const Film film = make_film(bad_film());
  const auto analysis = restoration::make_analysis(film.stream, {});
  const auto backwards = measured(film, film.damaged, *analysis);
  std::vector<Measurement> forwards;
  for (std::size_t i = 0; i < film.damaged.size(); ++i)
    forwards.push_back(analysis->measure(film.around(i, film.damaged)));
  ASSERT_EQ(forwards, backwards);

  std::stringstream lines;
  pipeline::write_measurements(lines, forwards, film.stream);
  EXPECT_LT(lines.str().size(), 20'000 * film.damaged.size());
  const Plan plan = analysis->decide(pipeline::read_measurements(lines, film.stream, "measurements"));
  std::stringstream ledger;
  pipeline::write_plan(ledger, plan, film.stream);
  const Plan again = pipeline::read_plan(ledger, film.stream, "plan");
  EXPECT_EQ(again, plan);
  EXPECT_EQ(plan, analysis->decide(backwards));

  const auto treatments = restoration::make_treatments(plan, film.stream);
  const auto treatments_again = restoration::make_treatments(again, film.stream);
  ASSERT_EQ(treatments.size(), 3U);
  for (const std::size_t i : {7U, 2U, 0U, 9U})
    EXPECT_TRUE(
        same_samples(rendered(film, film.damaged, i, treatments), rendered(film, film.damaged, i, treatments_again)));
}

TEST(Catalogue, ANeighbourhoodThatIsLargerThanATreatmentAsksForChangesNothing) {
  const Film film = make_film(bad_film());
  const auto result = restored(film, film.damaged);
  const auto treatments = restoration::make_treatments(result.plan, film.stream);
  for (const auto& treatment : treatments) EXPECT_LE(treatment->reach(), widest_reach);
  EXPECT_THAT(treatments.front()->name(), "dust");
  EXPECT_THAT(treatments.back()->name(), "stabilization");
}

TEST(Catalogue, WhatWasNotSelectedIsNotInThePlan) {
  const Film film = make_film(bad_film());
  const auto result = restored(film, film.damaged, {false, true, false, false});
  EXPECT_TRUE(restoration::make_treatments(result.plan, film.stream).empty());
  EXPECT_EQ(touched_frames(result, film.damaged), 0);
}

TEST(Catalogue, StrengthIsAMatterOfDecidingNotOfMeasuring) {
  const Film film = make_film(bad_film());
  const auto measured_with = [&](Strength strength) {
    Repairs asked;
    asked.strength = {strength, strength, strength, strength};
    return measured(film, film.damaged, *restoration::make_analysis(film.stream, asked));
  };
  EXPECT_EQ(measured_with(Strength::light), measured_with(Strength::strong));
}

TEST(Catalogue, TinyPicturesAndShortReelsGoThrough) {
  for (const Size size : {Size{1, 1}, Size{1, 50}, Size{31, 7}, Size{33, 35}, Size{129, 97}})
    for (const int frames : {1, 2, 3}) {
      FilmRecipe recipe;
      recipe.size = size;
      recipe.frames = frames;
      recipe.specks = 2;
      const Film film = make_film(recipe);
      const auto result = restored(film, film.damaged);
      ASSERT_EQ(result.plan.frames.size(), static_cast<std::size_t>(frames));
      const int touchable = frames == 1 ? 0 : frames;  // one frame alone cannot tell dirt from picture
      EXPECT_LE(touched_frames(result, film.damaged), touchable) << size.width;
    }
}

TEST(Catalogue, EveryDepthAndLayoutGoesThrough) {
  for (const int depth : {8, 10, 12, 16})
    for (const int planes : {1, 2, 3, 4}) {
      FilmRecipe recipe;
      recipe.size = {97, 75};
      recipe.frames = 5;
      recipe.specks = 2;
      recipe.depth = depth;
      recipe.planes = planes;
      recipe.colour = planes > 2 ? 0.2 : 0;
      const Film film = make_film(recipe);
      for (const Image& picture : restored(film, film.damaged).pictures)
        EXPECT_EQ(picture.depth(), depth == 8 ? 10 : depth);
    }
}

TEST(Catalogue, ABlankReelComesOutBitForBit) {
  for (const int code : {0, 512, 1023}) {
    FilmRecipe recipe;
    recipe.size = {160, 120};
    recipe.frames = 8;
    const Film film = make_film(recipe);
    std::vector<FramePtr> frames;
    for (const auto& frame : film.clean) {
      Image blank(recipe.size, 3, 10);
      for (int plane = 0; plane < 3; ++plane)
        for (int y = 0; y < 120; ++y) std::ranges::fill(blank.row(plane, y), static_cast<std::uint16_t>(code));
      frames.push_back(std::make_shared<Frame>(Frame{frame->number, frame->position, std::move(blank)}));
    }
    EXPECT_EQ(touched_frames(restored(film, frames), frames), 0) << code;
  }
}

}  // namespace
}  // namespace tasma
