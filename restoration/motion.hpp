#pragma once

#include <opencv2/core.hpp>

#include "restoration/proxy.hpp"

namespace tasma::restoration {

/// Where every proxy pixel of `from` lies in `to`: CV_32FC2, displacement in proxy pixels. `guess` may be empty, or a
/// field to begin with: then less is spent.
/// Source: Kroeger, Timofte, Dai & Van Gool, "Fast Optical Flow using Dense Inverse Search", ECCV 2016 (OpenCV's).
cv::Mat dense_motion(const Proxy& from, const Proxy& to, const cv::Mat& guess = {});

/// `other` brought to where the motion starts: result(p) = other(p + motion(p) * factor), bilinear; where that is
/// outside, `outside`(p). `motion` may be smaller than `other`: then factor is what a proxy pixel has of full ones.
cv::Mat carried(const cv::Mat& other, const cv::Mat& motion, int factor, const cv::Mat& outside);

/// Share of the textured blocks of `here` that do not correlate with `there_carried` (both `detail`), 0..1.
double unmatched_share(const cv::Mat& here, const cv::Mat& there_carried);

}  // namespace tasma::restoration
