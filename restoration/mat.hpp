#pragma once

#include <opencv2/core.hpp>

#include "pipeline/core/image.hpp"

namespace tasma::restoration {

/// The samples of one plane as an OpenCV header. No copy: the image must outlive it.
inline cv::Mat view(Image& image, int plane) {
  return {image.size().height, image.size().width, CV_16UC1, image.row(plane, 0).data(), image.stride()};
}

/// OpenCV has no header for constant samples, so the constness is a promise: read only.
inline const cv::Mat view(const Image& image, int plane) {
  return {image.size().height, image.size().width, CV_16UC1, const_cast<std::uint16_t*>(image.row(plane, 0).data()),
          image.stride()};
}

}  // namespace tasma::restoration
