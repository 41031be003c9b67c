#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

namespace tasma::restoration {

/// Holes of a picture, filled from what is around them in it. Cut-outs hold samples of one plane, in any unit; `hole`
/// (CV_8U, as large) is 0 where they are known.

/// The picture without its grain: what is known is softened, and a membrane hangs in the rim of each hole (the solution
/// of Laplace's equation). Something must be known.
cv::Mat_<float> membrane(const cv::Mat_<float>& samples, const cv::Mat_<uchar>& hole);

/// Grain for the holes, of the look of that around them: white noise of a seed, filtered to the spectrum of what
/// `samples` have above `smooth`, as strong as places are that have the hole's level. 0 where all is known.
/// Source: Galerne, Gousseau & Morel, "Random phase textures: theory and synthesis", IEEE TIP 20(1), 2011: noise
/// filtered with a texture has its autocorrelation.
cv::Mat_<float> grain_like(const cv::Mat_<float>& samples, const cv::Mat_<float>& smooth, const cv::Mat_<uchar>& hole,
                           std::uint64_t seed);

}  // namespace tasma::restoration
