#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "pipeline/core/frame.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::synthetic {

/// Numbers that depend on nothing but their seed (splitmix64).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  double share() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // 0 <= share < 1
  double between(double a, double b) { return a + (b - a) * share(); }
  double bell() { return share() + share() + share() + share() - 2; }  // about normal, deviation 0.577

 private:
  std::uint64_t state_;
};

/// A film whose damage is known: a textured scene that glides by, an object that crosses it, grain, and on demand
/// dirt, flicker, weave, cuts.
struct FilmRecipe {
  Size size{320, 240};
  int planes = 3;
  int depth = 10;
  int frames = 12;
  double glide_px = 0.7;       // of the scene, a frame, to the left
  double object_px = 4;        // of the disc that crosses the picture, a frame; 0: no disc
  double grain = 0.012;        // deviation, as share of the code range
  int specks = 0;              // a frame
  double flicker = 0;          // deviation of the log exposure
  double weave_px = 0;         // deviation of the position, each way
  double colour = 0;           // 0: red, green and blue are the same
  std::vector<int> cuts = {};  // frames that begin a shot
  std::function<double(int)> light = [](int) { return 1.0; };  // exposure meant by the film's makers
  std::uint64_t seed = 1;
};

struct Film {
  StreamInfo stream;
  std::vector<FramePtr> clean, damaged;          // frames as they were, and as they were scanned
  std::vector<std::vector<std::uint8_t>> dirty;  // by frame, then y * width + x: 1 where a speck lies
  std::vector<double> log_exposure;              // flicker of each frame
  std::vector<double> shift_x, shift_y;          // weave of each frame, pixels

  Neighbourhood around(std::size_t at, const std::vector<FramePtr>& frames) const {
    Neighbourhood neighbours;
    neighbours.centre = frames[at];
    for (std::size_t i = at - std::min<std::size_t>(at, 2); i < at; ++i) neighbours.before.push_back(frames[i]);
    for (std::size_t i = at + 1; i < std::min(frames.size(), at + 3); ++i) neighbours.after.push_back(frames[i]);
    return neighbours;
  }
};

/// Smooth noise of 0..1: a lattice of random values, joined by cosines.
inline double cloud(double x, double y, double cell, std::uint64_t seed) {
  const auto at = [&](double i, double j) {
    Dice dice(seed ^ static_cast<std::uint64_t>(static_cast<std::int64_t>(i)) * 0x9E3779B1U ^
              (static_cast<std::uint64_t>(static_cast<std::int64_t>(j)) << 32));
    return dice.share();
  };
  const double i = std::floor(x / cell), j = std::floor(y / cell);
  const auto ease = [](double t) { return t * t * (3 - 2 * t); };
  const double u = ease(x / cell - i), v = ease(y / cell - j);
  return (1 - v) * ((1 - u) * at(i, j) + u * at(i + 1, j)) + v * ((1 - u) * at(i, j + 1) + u * at(i + 1, j + 1));
}

/// The light at a point of the scene, 0..1, of a shot at a time.
inline double scene(double x, double y, int shot, int frame, const FilmRecipe& recipe) {
  const auto seed = recipe.seed * 1000 + static_cast<std::uint64_t>(shot) * 77;
  const double disc_x = std::fmod(40 + frame * recipe.object_px, recipe.size.width);
  const double disc_y = recipe.size.height * (shot % 2 == 0 ? 0.6 : 0.3);
  if (recipe.object_px != 0 && std::hypot(x - disc_x, y - disc_y) < recipe.size.height / 9.0)
    return 0.25 + 0.3 * cloud(x - disc_x, y, 6, seed + 5);
  const double along = x + frame * recipe.glide_px;
  return 0.15 + 0.35 * cloud(along, y, 40, seed) + 0.22 * cloud(along, y, 11, seed + 1) +
         0.12 * cloud(along, y, 4, seed + 2);
}

inline Film make_film(const FilmRecipe& recipe) {
  Film film;
  film.stream.size = recipe.size;
  film.stream.planes = recipe.planes;
  film.stream.depth = recipe.depth;
  film.stream.rate = {24, 1};
  const double codes = 1 << recipe.depth;
  int shot = 0;
  for (int frame = 0; frame < recipe.frames; ++frame) {
    shot += static_cast<int>(std::ranges::count(recipe.cuts, frame));
    Dice dice(recipe.seed + 7919 * static_cast<std::uint64_t>(frame + 1));
    const double exposure = recipe.flicker * dice.bell() / 0.577;
    const double shift_x = recipe.weave_px * dice.bell() / 0.577, shift_y = recipe.weave_px * dice.bell() / 0.577;
    film.log_exposure.push_back(exposure);
    film.shift_x.push_back(shift_x);
    film.shift_y.push_back(shift_y);

    Image clean(recipe.size, recipe.planes, recipe.depth);
    for (int y = 0; y < recipe.size.height; ++y)
      for (int x = 0; x < recipe.size.width; ++x) {
        const double light = scene(x - shift_x, y - shift_y, shot, frame, recipe) * recipe.light(frame);
        const double speckle = recipe.grain * dice.bell() / 0.577;
        for (int plane = 0; plane < recipe.planes; ++plane) {
          const double tint = 1 + recipe.colour * (plane - 1);
          const double level = std::clamp((light * tint + speckle) * std::exp(exposure), 0.0, 1.0);
          clean.row(plane, y)[static_cast<std::size_t>(x)] =
              static_cast<std::uint16_t>(std::clamp(std::lround(level * codes), 0L, std::lround(codes) - 1));
        }
      }
    Image damaged = clean.copy();
    std::vector<std::uint8_t> dirty(static_cast<std::size_t>(recipe.size.width) *
                                    static_cast<std::size_t>(recipe.size.height));
    for (int speck = 0; speck < recipe.specks; ++speck) {
      const double radius = dice.between(1.5, 6), cx = dice.between(0, recipe.size.width);
      const double cy = dice.between(0, recipe.size.height), turn = dice.between(0, 3),
                   dirt = speck % 2 == 0 ? 0.02 : 0.95;
      for (int y = 0; y < recipe.size.height; ++y)
        for (int x = 0; x < recipe.size.width; ++x) {
          const double u = (x - cx) * std::cos(turn) + (y - cy) * std::sin(turn);
          const double v = (y - cy) * std::cos(turn) - (x - cx) * std::sin(turn);
          if (std::hypot(u, v * 1.8) > radius) continue;
          dirty[static_cast<std::size_t>(y * recipe.size.width + x)] = 1;
          for (int plane = 0; plane < recipe.planes; ++plane)
            damaged.row(plane, y)[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(dirt * codes);
        }
    }
    film.clean.push_back(std::make_shared<Frame>(Frame{100 + frame, frame, std::move(clean)}));
    film.damaged.push_back(std::make_shared<Frame>(Frame{100 + frame, frame, std::move(damaged)}));
    film.dirty.push_back(std::move(dirty));
  }
  return film;
}

/// The film as a scanner delivers it whose code values are light itself, where those of `film` are video's.
inline Film as_linear(Film film) {
  film.stream.transfer = Transfer::linear;
  const double codes = (1 << film.stream.depth) - 1;
  for (auto* frames : {&film.clean, &film.damaged})
    for (auto& frame : *frames) {
      Image picture = frame->pixels.copy();
      for (int plane = 0; plane < picture.planes(); ++plane)
        for (int y = 0; y < picture.size().height; ++y)
          for (auto& code : picture.row(plane, y))
            code = static_cast<std::uint16_t>(std::lround(codes * std::pow(code / codes, 2.4)));
      frame = std::make_shared<Frame>(Frame{frame->number, frame->position, std::move(picture)});
    }
  return film;
}

}  // namespace tasma::synthetic
