#pragma once

#include <span>
#include <vector>

#include "pipeline/core/plan.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::restoration {

/// What the shots of a reel show, and its single odd frames, for whoever makes the screening. Carefully: what is not
/// surely something else is picture.
///
/// Black       no light, nothing in it, nearly all through the shot.
/// Intertitle  writing that stays as it is on one even ground, for half a second or more.
/// Leader      up to the first picture, and behind the last: even film that is not black, pictures of few even tones as
///             countdowns are, and writing that comes before those.
/// Flash       light differs by more than 35 % from the frames before and after, which agree and are one shot; and by
///             more than the shot flickers.
/// Duplicate   the frame before measures the same, and is not blank.

/// Writes `kind`, `flash` and `duplicate` of the plan, whose shots stand.
void decide_shot_kinds(std::span<const Measurement> reel, Transfer transfer, std::vector<FramePlan>& plan);

}  // namespace tasma::restoration
