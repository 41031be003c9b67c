#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "pipeline/core/mask.hpp"

namespace tasma {

/// A displacement in sixteenths of a pixel: an integer, so that what was decided renders alike everywhere.
struct Shift16 {
  std::int32_t dx = 0, dy = 0;
  bool operator==(const Shift16&) const = default;
};

/// Where the pixels of a box lie in another frame: displacements (that frame from this one) at the box's upper left,
/// upper right, lower left and lower right corner, bilinear between.
using BoxMotion = std::array<Shift16, 4>;

/// A small defect that may be repaired.
struct Candidate {
  Mask mask;                // what would be replaced; of the weakest only the box is remembered, runs is empty
  double score = 0;         // contrast over what could explain it; 1 and above: sure, below: only remembered
  int source = 0;           // the frame that would fill it, counted from this one: -2, -1, 1, 2; 0: its surroundings
  BoxMotion motion = {};    // to the source
  int first = 0, last = 0;  // the frames the judgement rests on, from this one: -2..0, 0..2
  Shift16 to_previous, to_next;  // motion of its place to the frames beside
  bool bright = false;           // brighter than what it hides
  bool operator==(const Candidate&) const = default;
};

/// What a line adds to the picture: amplitude(y) profile(x - x(y)). Integers, so that it renders alike everywhere.
/// It runs down in stretches of `step` rows, the last up to a step longer; values hold in the middle of a stretch, and
/// between and beyond on straight lines.
struct LineShape {
  static constexpr int reach = 24;                        // samples of the profile to either side
  std::int32_t top = 0, bottom = 0;                       // rows, half open
  std::int32_t step = 1;                                  // rows
  std::vector<std::int32_t> x16;                          // by stretch: sixteenths of a pixel from the first column
  std::vector<std::vector<std::int32_t>> amplitude = {};  // one for all colours, or one a colour: by stretch, 1/65536
                                                          // of the code range
  std::int32_t pitch16 = 4;                               // from one sample of the profile to the next, 1/16 pixel
  std::array<std::int32_t, 2 * reach + 1> profile = {};   // 1/1024; beyond it there is nothing
  bool operator==(const LineShape&) const = default;
};

/// A thin and nearly vertical line: a scratch, or a thing of the scene. Sums over its stretches tell them apart.
struct Line {
  LineShape shape;
  double score = 0;  // how far it stands out from what the texture around makes
  /// Levels at its core by those at its sides, and the same a little beside: of a scratch both slopes are alike, of a
  /// thing that hides what is behind it the first is 0.
  double core_by_sides = 0, sides = 0;      // covariance, variance
  double beside_by_sides = 0, besides = 0;  // covariance, variance
  /// What is left of it when the next frame is carried here by the motion at its sides: nothing of a thing that moves
  /// with the scene. Zeros: there is no such frame.
  double stray = 0, noise = 0;  // energy left, less what is left beside it; what noise may leave
  double whole = 0, px = 0;     // energy that a line quite gone, and one moved by a pixel, would leave
  bool operator==(const Line&) const = default;
};

/// How a part of the picture moved by itself, in 1/256 of a full-size pixel, and how surely: the points on its edges
/// that tell it, by the squares and the product of their normals.
struct PartMotion {
  std::int32_t dx256 = 0, dy256 = 0;
  std::int32_t xx = 0, xy = 0, yy = 0;  // zeros: nothing is known
  bool operator==(const PartMotion&) const = default;
};

/// How the parts of the picture moved from this frame to a later one: the cells of a grid, row by row.
struct PartMotions {
  static constexpr int across = 8, down = 6, count = across * down;
  std::vector<PartMotion> parts;  // none: not measured
  bool operator==(const PartMotions&) const = default;
};

/// A hole of the film that the scan shows: the middle of its edges and how far they are apart, in 1/256 of a pixel.
/// Where the scan cuts it at the side, its width is 0 and x that of the edge that is there.
struct Perforation {
  std::int32_t x256 = 0, y256 = 0, width256 = 0, height256 = 0;
  bool operator==(const Perforation&) const = default;
};

/// How the tones changed from this frame to the next, seen at places that correspond.
struct ToneChange {
  static constexpr int knots = 12;  // levels (k/11)^2 of the code range
  using Curve = std::array<double, knots>;
  Curve log_gain = {};  // log((next + 1/64) / (here + 1/64)), both as shares of the code range
  Curve share = {};     // of the picture that was seen near this level, 0..1
  bool operator==(const ToneChange&) const = default;
};

/// How the light of the picture's parts changed from this frame to the next, beyond what its tones tell. The parts are
/// the cells of a grid, row by row.
struct LocalLight {
  static constexpr int across = 16, down = 12, parts = across * down;
  std::vector<std::int32_t> log_gain;  // in 1/10000, one a part; empty: not measured
  std::vector<std::int32_t> weight;    // how much was seen there, 0..100
  bool operator==(const LocalLight&) const = default;
};

/// What kind of picture a frame is, in figures of its middle. Levels and shares are 0..1, of the code range (of linear
/// material as video would have it) and of the picture.
struct Look {
  double level = 0, spread = 0;  // mean and standard deviation
  double blank = 0;              // share without detail
  double ground = 0;             // the commonest level
  double flat = 0;               // share that has it, about
  double modes = 0;              // share that has one of the three commonest levels
  double strokes = 0;            // share that stands out from the ground, all on one side, as writing does
  double crossings = 0;          // how often a line enters strokes, mean of the lines that do
  bool operator==(const Look&) const = default;
};

/// What the analysis saw at one frame; a plain value that can be written and read back.
struct Measurement {
  std::int64_t number = 0;    // as in the file name
  std::int64_t position = 0;  // in the reel, from 0
  bool whole = true;          // false: a stand-in for a missing or damaged frame, nothing was measured
  bool grey = true;           // all colours are one and the same
  bool repeated = false;      // the frame after is the same picture once more, with all its dirt
  Look look = {};
  std::optional<Perforation> perforation = {};

  /// Share of the picture that has no counterpart in the frame after and the one after that, 0..1.
  /// Nothing: there is no such frame.
  std::array<std::optional<double>, 2> unmatched;
  std::array<PartMotions, 2> motion;  // to the frame after and the one after that
  std::vector<ToneChange> tones;      // to the frame after: luma, then one a colour where the picture is not grey
  LocalLight light;                   // to the frame after
  std::vector<Candidate> candidates;  // in order of their boxes, from top to bottom
  std::vector<Line> lines;            // best first
  bool operator==(const Measurement&) const = default;
};

}  // namespace tasma
