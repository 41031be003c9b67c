#pragma once

#include <optional>
#include <span>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// Rain and driven snow live for one frame as dirt does, but fall one way.
struct Rain {
  double direction_rad = 0;  // from the x axis, modulo pi
  bool bright = true;
};

/// What falls in a shot: many long and narrow candidates a frame, nearly all of one direction and of one polarity.
std::optional<Rain> rain_in(std::span<const Measurement> shot);

/// Whether a candidate is a streak of it.
bool is_streak(const Candidate& candidate, const Rain& rain);

}  // namespace tasma::restoration
