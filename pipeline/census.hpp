#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "pipeline/core/plan.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::pipeline {

/// A frame by its number and its position.
struct FramePlace {
  std::int64_t number = 0, position = 0;
  bool operator==(const FramePlace&) const = default;
};

/// Dirt by size: the longer side of what would be repaired, in pixels of a picture 2048 wide.
struct DustCount {
  std::int64_t dark = 0, bright = 0;
  bool operator==(const DustCount&) const = default;
};
enum class DustSize { under_6, to_20, over_20 };

/// What is wrong with the pictures of a reel, in numbers; nothing is repaired for it.
struct Census {
  struct Shot {
    FramePlace first, last;
    ShotKind kind = ShotKind::picture;
    bool operator==(const Shot&) const = default;
  };
  std::vector<Shot> shots;
  std::optional<std::pair<FramePlace, FramePlace>> picture;  // first and last frame that is neither leader nor black
  std::vector<FramePlace> flashes, duplicates, suspects;
  std::int64_t frames = 0, unseen = 0;  // unseen: missing or damaged
  std::array<DustCount, 3> dust = {};   // by DustSize
  std::int64_t scratches = 0;           // line scratches, counted in every frame that they run through
  std::int64_t scratched_frames = 0;
  double flicker_percent = 0;  // of light: deviation of its change from frame to frame, within shots
  double weave_px = 0;         // root mean square of the planned moves, of the frames that were seen
  double minutes = 0;          // how long the frames last
};

/// Counts what was measured, and what would be done by `plan`, which are of the same frames.
Census census_of(std::span<const Measurement> measurements, const Plan& plan, const StreamInfo& stream);

}  // namespace tasma::pipeline
