#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Scene light from a 10-bit Cineon code value: 0 at the reference black 95, 1 at the reference white 685 (a card that
/// reflects 90 %), about 13.5 at 1023; below black it is negative.
///
/// Source   Kodak, "Conversion of 10-bit log film data to 8-bit linear or video data", 1995: 0.002 density a code
/// value,
///          gamma 0.6 of the negative.
double light_of_cineon(double code);

/// Display light, 0-1, from scene light. The card of reference white is shown at the 90 % it reflects; what is brighter
/// bends softly into the rest: 0.9 + 0.1 t / (1 + t) with t = 9 (light - 1), which has the same slope at 1.
double shoulder(double light);

/// 16-bit full-range display values (BT.1886: a display of gamma 2.4) by code value, 2^depth of them.
///
/// cineon   the Cineon formula, the shoulder, then the power of 1/2.4; codes of other depths are scaled to 10 bits. The
///          code is density of the negative, so the picture is positive, whatever the element.
/// linear   the power of 1/2.4; a negative's density, -log10 of its transmittance, takes the way of a Cineon code.
/// acescct  light, the shoulder, then the power of 1/2.4; a negative's takes the way of a linear one.
/// video    as it is; a negative's is inverted.
/// Throws   Error(usage) for a transfer that nobody has said.
std::vector<std::uint16_t> display_curve(Transfer transfer, Element element, int depth);

}  // namespace tasma::codecs
