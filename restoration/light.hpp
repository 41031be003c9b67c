#pragma once

#include "pipeline/core/measurement.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::restoration {

/// Natural logarithm of the light that a level stands for, about 0 at white: so that "a third more light" is the same
/// on logarithmic, linear and video material. Of an unknown transfer as video. Deep black has a foot.
double log_light(double level, Transfer transfer);

/// How much more light the next frame has, as a natural logarithm: the mean over what was seen, shadows left out.
double log_light_gain(const ToneChange& change, Transfer transfer);

}  // namespace tasma::restoration
