#pragma once

#include <span>
#include <vector>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// Where the picture stands in each frame of a shot, counted from the first: full-size pixels and radians.
struct PictureCourse {
  std::vector<double> x, y, turn;
  double stray = 0;  // what parts do from frame to frame beside it: standard deviation of the middle one, pixels
};

/// The course that all parts of the picture have in common. What stands near passes by a camera that moves faster than
/// what is far, and people act; but each part goes its own way steadily, or by fits and starts that no other part has,
/// while the film's unrest is in all parts at once. So each part's own steady motion is taken off it first, as its
/// running median tells it, and parts count by how steadily they keep to that.
PictureCourse picture_course(std::span<const Measurement> shot, Size size);

}  // namespace tasma::restoration
