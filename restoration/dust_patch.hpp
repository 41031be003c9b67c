#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "restoration/dust_detect.hpp"

namespace tasma::restoration {

/// A region with its surroundings cut out of the frame.
struct Patch {
  cv::Rect box;                         // the region's, widened
  cv::Mat_<uchar> in;                   // 1: of the region; 2: beside it, where the mask may grow
  std::vector<cv::Point> inside, ring;  // of the picture
};

/// `marks` by regions_of(): what it has beside the region is not of its surroundings.
Patch cut_out(const Region& region, const cv::Mat& marks);

/// What would be replaced: the region and what is next to it.
Mask mask_of(const Patch& patch);

}  // namespace tasma::restoration
