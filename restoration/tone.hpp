#pragma once

#include <cmath>
#include <opencv2/core.hpp>
#include <vector>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// Keeps the logarithm of deep shadows tame: what is added to a level before its logarithm is taken.
constexpr double foot = 1.0 / 64;

/// The log gain between two levels.
inline double log_ratio(double here, double there) { return std::log((there + foot) / (here + foot)); }

/// How tones changed between two pictures of the same things at the same places: levels, CV_32F. The median of the
/// change near each knot, joined by a curve that bends as little as it can; knots where little was seen follow the
/// others. Moving things, dirt and grain are outvoted.
/// After Forbin, Vlachos et al., "Grey-level tracing", EURASIP JASP 2008: curves from places that correspond.
ToneChange tone_change(const cv::Mat& here, const cv::Mat& there);

/// The curve between its knots, at a level of 0..1.
double at_level(const ToneChange::Curve& curve, double level);

/// What each code of `depth` bits becomes under the curve: 2^depth entries, rising, within the depth.
std::vector<std::uint16_t> tone_table(const ToneChange::Curve& curve, int depth);

/// What each luma16 value becomes, as a level: 65536 entries.
std::vector<float> level_table(const ToneChange::Curve& curve);

}  // namespace tasma::restoration
