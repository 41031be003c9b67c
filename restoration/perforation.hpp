#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <span>
#include <vector>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// A perforation that the scan shows: a hole beside the picture, the lightest of all that is there, through which the
/// scanner's light comes as it is. Of several it is the one nearest to a little above the middle. `seen` is the luma
/// as_seen(), `small` its level at the proxy's size. Its edges lie where the light is half, told to some hundredths of
/// a pixel by all their rows and columns.
///
/// Nothing: none is whole from its upper to its lower edge.
std::optional<Perforation> find_perforation(const cv::Mat& seen, const cv::Mat& small);

/// Where the film stood at each frame of the reel by its perforations, in pixels from the usual place; frames whose
/// perforation is torn or hidden stand between their neighbours. Nothing: the scan does not show them all along.
std::optional<std::vector<cv::Point2d>> film_course(std::span<const Measurement> reel, Size size);

}  // namespace tasma::restoration
