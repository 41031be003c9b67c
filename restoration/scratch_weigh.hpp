#pragma once

#include "restoration/picture_motion.hpp"
#include "restoration/scratch_fit.hpp"

namespace tasma::restoration {

/// The frame after, as far as lines are judged by it.
struct NextFrame {
  cv::Mat rows;           // thin
  cv::Mat motion;         // CV_32FC2, of proxy pixels: from this frame to that, in proxy pixels
  int scale = 1;          // full-size pixels a proxy pixel
  PictureMotion picture;  // from this frame to that
};

/// Fills in whether what lies behind the line shows through it. The line is taken off `rest`.
void weigh_sides(const LineRows& rest, const FittedLine& line, Line& measured);

/// Fills in what of the line the motion of the scene does not explain. In each band it may move with what is left of
/// it, with what is right of it or with the whole picture: the one that explains it best counts.
void weigh_motion(const cv::Mat& rows, const LineGrid& grid, const FittedLine& line, const NextFrame& next,
                  Line& measured);

}  // namespace tasma::restoration
