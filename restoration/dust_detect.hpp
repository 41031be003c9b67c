#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// A neighbour as defects are judged by it.
struct Reference {
  int offset = 0;   // frames from the centre: -2, -1, 1, 2
  cv::Mat level;    // CV_32F, full size, softened, its tones brought to the centre's
  cv::Mat motion;   // CV_32FC2, of proxy pixels: from the centre to this frame, in proxy pixels
  int scale = 1;    // full-size pixels a proxy pixel
  cv::Mat carried;  // `level` where the centre has it, local brightness levelled too
};

/// Takes off the grain that no repair is about: CV_32F levels, Gauss 0.8 px.
cv::Mat softened(const cv::Mat& level);

/// Fills in `carried` of a reference: moves it and evens out what differs over more than some dozen pixels.
void carry(Reference& reference, const cv::Mat& centre);

/// The noise of a difference of two frames by level: standard deviation in 16 steps of the code range, from the median
/// absolute difference, so that dirt and motion hardly count.
std::vector<float> noise_curve(const cv::Mat& centre, const cv::Mat& carried);

/// A connected region that differs from both frames beside (or from two on one side) in the same direction.
struct Region {
  cv::Rect box;
  std::vector<cv::Point> pixels;
};

/// All such regions: pixels that stand out by a high threshold, grown over those that do by a low one. `marks` gets a
/// map of them (CV_8U, 0: no region). The bounds are widened by a pixel either way, so that half a pixel of wrong
/// motion on an edge is no defect (sROD).
std::vector<Region> standing_out(const cv::Mat& centre, const Reference& first, const Reference& second,
                                 const std::vector<float>& noise, cv::Mat& marks);

}  // namespace tasma::restoration
