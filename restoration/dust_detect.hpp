#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// A frame as defects are sought in it.
struct Sight {
  cv::Mat level;                     // CV_32F, full size, softened
  std::vector<cv::Mat> chroma = {};  // two of chroma(), at the proxy's size; none: the picture is grey
};

/// A neighbour as defects are judged by it.
struct Reference {
  int offset = 0;      // frames from the centre: -2, -1, 1, 2
  Sight sight;         // its tones brought to the centre's
  cv::Mat motion;      // CV_32FC2, of proxy pixels: from the centre to this frame, in proxy pixels
  int scale = 1;       // full-size pixels a proxy pixel
  Sight carried = {};  // `sight` where the centre has it, local brightness levelled too
};

/// Takes off the grain that no repair is about: CV_32F levels, Gauss 0.8 px.
cv::Mat softened(const cv::Mat& level);

/// Whether a good part of the centre's edge has moved out of the reference.
bool leads_outside(const Reference& reference);

/// Fills in `carried` of a reference: moves it and evens out what differs over more than some dozen pixels. What lies
/// outside the reference is taken from `outside`, which looks like the centre.
void carry(Reference& reference, const Sight& centre, const Sight& outside);

/// The noise of a difference of two frames by level: standard deviation in 16 steps of the code range, from the median
/// absolute difference, so that dirt and motion hardly count.
std::vector<float> noise_curve(const cv::Mat& centre, const cv::Mat& carried);

/// A connected region that differs from both frames beside (or from two on one side) in the same direction.
struct Region {
  cv::Rect box;
  std::vector<cv::Point> pixels;
};

/// Marks what stands out from the centre: by a high threshold, which makes a region, or by a low one, which may belong
/// to one. `marks` (CV_8U) begins as zeros of the centre's size; levels at the proxy's size mark all pixels they cover.
/// The bounds are widened by most of a pixel either way, so that half a pixel of wrong motion on an edge is no defect
/// (sROD). `noise` by noise_curve().
void mark_standing_out(const cv::Mat& centre, const cv::Mat& first, const cv::Mat& second,
                       const std::vector<float>& noise, cv::Mat& marks);

/// The regions of marks, which become 255 on them and 0 elsewhere.
std::vector<Region> regions_of(cv::Mat& marks);

}  // namespace tasma::restoration
