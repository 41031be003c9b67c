#pragma once

#include <opencv2/core.hpp>

namespace tasma::restoration {

/// A plane (CV_16U) moved and turned: result(p) = plane(plane_from_result p), by Lanczos of 8 taps, to a 64th of a
/// pixel; samples stay within 0..white, and beyond its edges the plane is mirrored.
/// A small turn is done in two passes, sideways along the rows as they are, then down the columns that come of it: each
/// pixel costs 16 products instead of 64.
/// Source: Catmull & Smith, "3-D transformations of images in scanline order", SIGGRAPH 1980.
cv::Mat warped(const cv::Mat& plane, const cv::Matx23d& plane_from_result, int white);

}  // namespace tasma::restoration
