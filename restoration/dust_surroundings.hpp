#pragma once

#include <opencv2/core.hpp>
#include <optional>

namespace tasma::restoration {

/// What the picture around a region foretells of it, and how good it is at that.
struct Foretold {
  cv::Mat_<float> levels;  // of the box: grain taken off, the region filled from its rim
  double off = 0;          // by how much the region is brighter
  double usual_off = 0;    // the most that regions of its shape beside it are off, either way
  double usual_error = 0;  // mean difference in these, pixel by pixel; their median
};

/// `box`: the region's with what is around it; `region`: of the box, 1 in the region, 0 outside of what may be
/// replaced. What is marked elsewhere is not believed. Nothing: the picture has no room for regions like it.
std::optional<Foretold> foretell(const cv::Mat& level, const cv::Mat& marks, const cv::Rect& box,
                                 const cv::Mat_<uchar>& region);

}  // namespace tasma::restoration
