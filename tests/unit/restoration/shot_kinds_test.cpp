#include "restoration/shot_kinds.hpp"

#include <gmock/gmock.h>

#include "tests/support/restored.hpp"

namespace tasma {
namespace {

using namespace synthetic;
using testing::ElementsAre;

constexpr Size size{320, 240};

/// A reel put together of drawn parts; grain over all of it.
class Drawn {
 public:
  /// `frames` of pictures whose level at (x, y) is `level`, times `light` of the frame.
  void add(
      int frames, const std::function<double(int, int)>& level,
      const std::function<double(int)>& light = [](int) { return 1.0; }) {
    for (int frame = 0; frame < frames; ++frame) {
      Dice dice(1 + film.clean.size());
      Image picture(size, 1, 10);
      for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
          const double code = 1024 * (level(x, y) * light(frame) + 0.01 * dice.bell());
          picture.row(0, y)[static_cast<std::size_t>(x)] =
              static_cast<std::uint16_t>(std::clamp(std::lround(code), 0L, 1023L));
        }
      add(std::move(picture));
    }
  }
  void add_scene(
      int frames, std::uint64_t seed, const std::function<double(int)>& light = [](int) { return 1.0; }) {
    FilmRecipe recipe;
    recipe.planes = 1;
    recipe.frames = frames;
    recipe.seed = seed;
    recipe.light = light;
    for (const auto& frame : make_film(recipe).clean) add(frame->pixels.copy());
  }
  void add_last_again() { add(film.clean.back()->pixels.copy()); }

  Plan plan() {
    film.stream = {size, 1, 10, {24, 1}, {1, 1}, Transfer::video, {}};
    const auto analysis = restoration::make_analysis(film.stream, {false, false, false, false});
    return analysis->decide(measured(film, film.clean, *analysis));
  }

  /// Kind and length of each shot: "leader 12, picture 20".
  std::vector<std::string> shots() {
    std::vector<std::string> list;
    const auto frames = plan().frames;
    for (std::size_t begin = 0, end = 0; begin < frames.size(); begin = end) {
      while (end < frames.size() && frames[end].shot == frames[begin].shot) ++end;
      list.push_back(std::string(name_of(frames[begin].kind)) + ' ' + std::to_string(end - begin));
    }
    return list;
  }

  Film film;

 private:
  void add(Image picture) {
    const auto position = std::ssize(film.clean);
    film.clean.push_back(std::make_shared<Frame>(Frame{position, position, std::move(picture)}));
  }
};

auto blank(double level) {
  return [level](int, int) { return level; };
}

/// Five lines of letters: strokes of three pixels, none at the same place twice.
auto writing(double ground, double ink) {
  return [=](int x, int y) {
    const bool in_line = y > 60 && y < 180 && y % 24 < 14 && x > 50 && x < 270;
    const int letter = x / 12;
    const bool stroke = x % 12 < 3 || ((x + letter) % 12 < 9 && y % 24 / 3 == letter % 5);
    return in_line && stroke ? ink : ground;
  };
}

/// A digit in two circles on a grey ground with a swept sector, as countdowns are.
auto countdown(int digit) {
  return [=](int x, int y) {
    const double r = std::hypot(x - 160, y - 120), turn = std::atan2(x - 160, 120 - y);
    if (std::abs(r - 80) < 2 || std::abs(r - 95) < 2) return 0.9;
    if (std::abs(x - 150 - 5 * digit) < 8 && std::abs(y - 120) < 50) return 0.05;
    return turn > 0 && turn < digit * 0.7 ? 0.4 : 0.55;
  };
}

TEST(ShotKinds, AreToldOfAWholeReel) {
  Drawn reel;
  reel.add(14, blank(0.5));
  reel.add(8, writing(0.05, 0.8));  // "REEL 1"
  for (const int digit : {4, 3}) reel.add(12, countdown(digit));
  reel.add(14, blank(0.01));
  reel.add(20, writing(0.08, 0.85));
  reel.add_scene(14, 3);
  reel.add(16, writing(0.8, 0.1));
  reel.add_scene(14, 4);
  reel.add(14, blank(0.01));
  reel.add(14, blank(0.6));
  EXPECT_THAT(reel.shots(), ElementsAre("leader 14", "leader 8", "leader 24", "black 14", "intertitle 20", "picture 14",
                                        "intertitle 16", "picture 14", "black 14", "leader 14"));
}

TEST(ShotKinds, ScenesAreNothingElse) {
  Drawn reel;
  reel.add_scene(16, 5);
  reel.add_scene(16, 6, [](int) { return 0.3; });  // a dark one
  EXPECT_THAT(reel.shots(), ElementsAre("picture 16", "picture 16"));
}

TEST(ShotKinds, WritingThatFadesInAndOutIsAnIntertitle) {
  Drawn reel;
  reel.add_scene(14, 3);
  reel.add(30, writing(0.08, 0.85), [](int frame) { return std::min({1.0, (frame + 2) / 8.0, (31 - frame) / 8.0}); });
  reel.add_scene(14, 4);
  EXPECT_THAT(reel.shots(), testing::Contains(testing::StartsWith("intertitle")));
}

TEST(ShotKinds, BlankFilmBetweenPicturesIsNoLeader) {
  Drawn reel;
  reel.add_scene(14, 3);
  reel.add(14, blank(0.5));
  reel.add_scene(14, 4);
  EXPECT_THAT(reel.shots(), ElementsAre("picture 14", "picture 14", "picture 14"));
}

TEST(ShotKinds, OneBrightFrameWhoseNeighboursAgreeIsAFlash) {
  Drawn reel;
  reel.add_scene(14, 3, [](int frame) { return frame == 6 ? 1.5 : 1.0; });
  std::vector<std::int64_t> flashes;
  for (const auto& frame : reel.plan().frames)
    if (frame.flash) flashes.push_back(frame.position);
  EXPECT_THAT(flashes, ElementsAre(6));
}

TEST(ShotKinds, ALightThatStaysOrFlickersIsNoFlash) {
  for (const auto& light : std::vector<std::function<double(int)>>{
           [](int frame) { return frame >= 6 ? 1.5 : 1.0; }, [](int frame) { return frame % 2 == 0 ? 1.2 : 0.9; }}) {
    Drawn reel;
    reel.add_scene(14, 3, light);
    for (const auto& frame : reel.plan().frames) EXPECT_FALSE(frame.flash) << frame.position;
  }
}

TEST(ShotKinds, AFrameThatStandsTwiceIsADuplicateTheSecondTime) {
  Drawn reel;
  reel.add_scene(8, 3);
  reel.add_last_again();
  reel.add(4, blank(0));  // black without grain: alike, but that says nothing
  std::vector<std::int64_t> duplicates;
  for (const auto& frame : reel.plan().frames)
    if (frame.duplicate) duplicates.push_back(frame.position);
  EXPECT_THAT(duplicates, ElementsAre(8));
}

}  // namespace
}  // namespace tasma
