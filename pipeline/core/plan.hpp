#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/core/measurement.hpp"

namespace tasma {

enum class Action { repair, keep };

/// A local repair: the pixels of the mask are replaced, no other.
struct Repair {
  Mask mask;
  int source = 0;         // the frame that fills it, counted from this one: -2, -1, 1, 2; 0: its surroundings
  BoxMotion motion = {};  // to the source
  double score = 0;       // of the candidate
  Action action = Action::repair;
  bool bright = false;  // brighter than what it hides
  bool operator==(const Repair&) const = default;
};

/// A line scratch: what it adds is taken off where its profile lies, no other pixel is changed.
struct Scratch {
  LineShape shape;
  double score = 0;  // of the line it was seen by
  Action action = Action::repair;
  bool operator==(const Scratch&) const = default;
};

/// A tone curve as differences: log((new + 1/64) / (old + 1/64)) at ToneChange's levels, linear between.
using ToneCurve = ToneChange::Curve;

/// The light of the picture's parts, put right: the log gain of each part of LocalLight's grid in 1/10000, smooth
/// between their middles. A sample becomes (sample + 1/64) gain - 1/64, as shares of the code range.
using LightField = std::vector<std::int32_t>;

/// A new position of the picture: the restored pixel at p is taken from R(rotation) (p - centre) + centre + (dx, dy).
/// All zero: the picture stays as it is.
struct Warp {
  double dx_px = 0, dy_px = 0, rotation_rad = 0;
  bool operator==(const Warp&) const = default;
};

/// What a shot shows.
enum class ShotKind {
  picture,
  intertitle,  // writing that stands still on an even ground
  leader,      // before the first picture or after the last: blank film, countdown, names of reels
  black,
};
inline std::string_view name_of(ShotKind kind) {
  constexpr std::array<std::string_view, 4> names{"picture", "intertitle", "leader", "black"};
  return names.at(static_cast<std::size_t>(kind));
}

/// What is to be done to one frame. With no repair, no scratch, no curve and no warp it comes out bit for bit.
struct FramePlan {
  std::int64_t number = 0;            // as in the file name
  std::int64_t position = 0;          // in the reel, from 0
  std::int64_t shot = 0;              // from 0; nothing temporal crosses from one to the next
  ShotKind kind = ShotKind::picture;  // of its shot
  bool flash = false;                 // quite another light than both neighbours, which agree
  bool duplicate = false;             // the frame before once more, with all its dirt
  bool suspect = false;               // so much looked like dirt that nothing was repaired: a person must see it
  std::vector<Repair> repairs = {};
  std::vector<Scratch> scratches = {};
  std::vector<ToneCurve> curves = {};  // none; one for all colours; or one a colour
  LightField light = {};               // none, or one gain a part; after the curves
  Warp warp = {};
  bool operator==(const FramePlan&) const = default;
};

/// The ledger of every change: one record a frame, in reel order.
struct Plan {
  static constexpr int version = 1;  // of the schema "tasma.plan"; readers refuse any other
  std::vector<FramePlan> frames;
  bool operator==(const Plan&) const = default;
};

}  // namespace tasma
