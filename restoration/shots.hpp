#pragma once

#include <span>
#include <vector>

#include "pipeline/core/frame.hpp"
#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// The shots of a reel: ranges of indices into `reel` that follow one another without a gap. A cut is where a frame
/// has no counterpart in the next, by far more than its neighbours lack; a single strange frame (flash, damage) whose
/// neighbours agree over it is none. Flicker is none either: what is compared has neither level nor contrast.
std::vector<Range> decide_shots(std::span<const Measurement> reel);

/// Whether a frame is to be compared with another of which so much is unmatched: a guess before shots are known.
bool may_be_compared(double unmatched_share);

}  // namespace tasma::restoration
