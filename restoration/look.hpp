#pragma once

#include <opencv2/core.hpp>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// What kind of picture a frame is: figures of the middle of its luma as seen, at a size where grain is small. Of the
/// edges nothing counts: there are gates, frame lines and dirt.
Look look_of(const cv::Mat& seen);

/// Whether there is nothing in it but one even tone, and grain.
inline bool is_blank(const Look& look) { return look.flat >= 0.95 && look.spread < 0.02; }

}  // namespace tasma::restoration
