#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "pipeline/core/image.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::restoration {

/// How far red and blue are from the luma, as the eye has it (as_seen()), at the proxy's size, softened: two CV_32F of
/// 0..1, 0.5 where there is no colour. For pictures that are not grey.
std::vector<cv::Mat> chroma(const Image& image, Transfer transfer, int scale);

}  // namespace tasma::restoration
