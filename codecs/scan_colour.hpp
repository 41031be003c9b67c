#pragma once

#include "codecs/matroska.hpp"
#include "codecs/screening.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// The track of a master's pictures `coded`, with what headers of `scan` say of colour beside its transfer: primaries
/// where ITU-T H.273 has a code for them, and of DPX both values as SMPTE ST 268 numbers them, as the tags DPX_TRANSFER
/// and DPX_COLORIMETRIC. The first frame that has a header speaks for the reel.
Track picture_track(const StreamInfo& coded, const Inventory& scan);

/// Whose red, green and blue the scan's are by its first header: the tags of a movie, the chromaticities of OpenEXR.
/// BT.709 where it is silent, or speaks of others than those that can be told.
Primaries primaries_of(const Inventory& scan);

}  // namespace tasma::codecs
