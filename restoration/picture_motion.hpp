#pragma once

#include <opencv2/core.hpp>
#include <span>
#include <vector>

#include "pipeline/core/measurement.hpp"
#include "restoration/proxy.hpp"

namespace tasma::restoration {

/// How each part of the picture moved, from the dense motion (of proxy pixels) on: what lies on its edges is brought to
/// cover by Gauss-Newton, with weights that leave out what moves otherwise. Empty parts say nothing.
PartMotions part_motions(const Proxy& from, const Proxy& to, const cv::Mat& motion);

/// How the whole picture moved, in full-size pixels: what lies at p lies then at
/// R(rotation) (p - centre) + centre + (dx, dy).
struct PictureMotion {
  double dx_px = 0, dy_px = 0, rotation_rad = 0;
  double trust = 0;  // share of the parts that agree, 0..1; 0: unknown
};

/// The motion that the most parts agree with. Each has the same say, however much texture there is in it: what stands
/// around is more of a picture than who acts in front.
PictureMotion picture_motion(const PartMotions& parts, Size size);

/// The place of a part about the middle of the picture, by how much the picture turns its motion.
cv::Matx23d moved_by(std::size_t part, Size size);

/// The motion in a part, full-size pixels.
cv::Vec2d shift_of(const PartMotion& part);

/// How surely a part tells its motion in either direction: of trace 1, or zeros of an empty one.
cv::Matx22d sureness(const PartMotion& part);

}  // namespace tasma::restoration
