#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <span>

#include "pipeline/core/measurement.hpp"
#include "restoration/dust_detect.hpp"

namespace tasma::restoration {

/// Where a pixel of the box lies in the other frame.
inline cv::Point2f moved(cv::Point at, const Rectangle& box, const BoxMotion& motion) {
  const float u = box.size.width > 1 ? static_cast<float>(at.x - box.x) / static_cast<float>(box.size.width - 1) : 0;
  const float v = box.size.height > 1 ? static_cast<float>(at.y - box.y) / static_cast<float>(box.size.height - 1) : 0;
  const auto between = [&](auto part) {
    const float upper = (1 - u) * static_cast<float>(motion[0].*part) + u * static_cast<float>(motion[1].*part);
    const float lower = (1 - u) * static_cast<float>(motion[2].*part) + u * static_cast<float>(motion[3].*part);
    return ((1 - v) * upper + v * lower) / 16;
  };
  return {static_cast<float>(at.x) + between(&Shift16::dx), static_cast<float>(at.y) + between(&Shift16::dy)};
}

/// Bilinear; beyond the edge, the edge.
inline float sample(const cv::Mat& level, cv::Point2f at) {
  const float x = std::clamp(at.x, 0.0F, static_cast<float>(level.cols - 1));
  const float y = std::clamp(at.y, 0.0F, static_cast<float>(level.rows - 1));
  const int left = std::min(static_cast<int>(x), std::max(0, level.cols - 2));
  const int top = std::min(static_cast<int>(y), std::max(0, level.rows - 2));
  const float u = x - static_cast<float>(left), v = y - static_cast<float>(top);
  const auto *upper = level.ptr<float>(top) + left, *lower = level.ptr<float>(std::min(top + 1, level.rows - 1)) + left;
  const int right = left + 1 < level.cols ? 1 : 0;
  return (1 - v) * ((1 - u) * upper[0] + u * upper[right]) + v * ((1 - u) * lower[0] + u * lower[right]);
}

/// How the surroundings of a region move to the reference: the dense motion on the ring (under the defect itself it
/// means nothing), refined until the ring agrees best. Small boxes move as one, large ones may stretch and turn.
/// Nothing: part of it lies outside the reference.
std::optional<BoxMotion> region_motion(const Reference& reference, const Rectangle& box,
                                       std::span<const cv::Point> ring, const cv::Mat& centre);

}  // namespace tasma::restoration
