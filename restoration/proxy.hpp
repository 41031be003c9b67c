#pragma once

#include <opencv2/core.hpp>

#include "pipeline/core/image.hpp"

namespace tasma::restoration {

/// Levels are shares of the code range, code / 2^depth, so that 8 bits and the 10 they become agree.

/// Whether red, green and blue are the same everywhere (or there is but one plane).
bool is_grey(const Image& image);

/// (R + 2 G + B) / 4, or the one plane: CV_16U at full size, 65536 times the level.
cv::Mat luma16(const Image& image);

/// A frame as motion and tone are sought in it: luma, smaller, without specks, once with and once without its level.
struct Proxy {
  int scale = 1;   // full-size pixels a proxy pixel
  cv::Mat level;   // CV_32F, 0..1
  cv::Mat detail;  // CV_8U, high-passed at 12 proxy pixels, its contrast the same in every frame: flicker is not in it
};

/// 1, 2 or 4: about a megapixel is enough to see motion, and its cost is that of the proxy.
int proxy_scale(Size size);

/// Whether there is enough picture to seek motion in it; below, nothing is measured.
bool large_enough(Size size);

Proxy make_proxy(const cv::Mat& luma16, int scale);

/// One colour of a frame at the proxy's size: CV_32F levels.
cv::Mat proxy_level(const Image& image, int plane, int scale);

}  // namespace tasma::restoration
