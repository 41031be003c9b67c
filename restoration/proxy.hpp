#pragma once

#include <opencv2/core.hpp>

#include "pipeline/core/image.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::restoration {

/// Levels are shares of the code range, code / 2^depth, so that 8 bits and the 10 they become agree.

/// Whether red, green and blue are the same everywhere (or there is but one plane).
bool is_grey(const Image& image);

/// (R + 2 G + B) / 4, or the one plane: CV_16U at full size, 65536 times the level.
cv::Mat luma16(const Image& image);

/// luma16 as it is judged by: where code values are light itself, as video has it, so that shadows count as the eye
/// counts them and noise is about as strong at all levels; else as it is, not copied.
cv::Mat as_seen(const cv::Mat& luma16, Transfer transfer);

/// The same of levels, CV_32F.
cv::Mat as_seen_level(const cv::Mat& level, Transfer transfer);

/// Levels of what as_seen() made, as levels of code values again.
cv::Mat as_coded(const cv::Mat& level, Transfer transfer);

/// The transfer of what as_seen() makes.
inline Transfer seen_transfer(Transfer transfer) { return transfer == Transfer::linear ? Transfer::video : transfer; }

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

Proxy make_proxy(const cv::Mat& seen, int scale);

/// One colour of a frame at the proxy's size: CV_32F levels.
cv::Mat proxy_level(const Image& image, int plane, int scale);

}  // namespace tasma::restoration
