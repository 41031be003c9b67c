#pragma once

#include "pipeline/core/image.hpp"
#include "pipeline/core/plan.hpp"

namespace tasma::restoration {

/// What a pixel of a repair mask says, added up where several hold.
enum RepairBit : std::uint16_t { dust_bit = 1, scratch_bit = 2, spatial_bit = 4 };  // spatial: filled from around it

/// Whether a plan repairs anything locally, so that there is something for masks to show.
bool repairs_locally(const Plan& plan);

/// Which pixels of the restored picture were repaired, and how: one plane of 8 bits, RepairBit; of a frame that the
/// plan moves, where they came to lie (the nearest pixel). Repairs that are kept as scanned are not in it.
Image repair_mask(const FramePlan& frame, Size size);

}  // namespace tasma::restoration
