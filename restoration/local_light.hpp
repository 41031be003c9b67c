#pragma once

#include <opencv2/core.hpp>
#include <span>
#include <vector>

#include "pipeline/core/image.hpp"
#include "pipeline/core/measurement.hpp"
#include "pipeline/core/plan.hpp"
#include "pipeline/core/treatment.hpp"

namespace tasma::restoration {

/// How the light of each part changed between two pictures of the same things at the same places (levels, CV_32F),
/// once the tones' change is taken off: the median over the part, so that moving things are outvoted.
LocalLight local_change(const cv::Mat& here, const cv::Mat& there, const ToneChange& tones);

/// What puts the light of each part right, for each frame of a shot; all empty where there is no such flicker. What is
/// slow stays. `struck` frames (lightning) are left alone.
/// After Delon & Desolneux, "Stabilization of flicker-like effects in image sequences through local contrast
/// correction", SIAM J. Imaging Sciences 3(4), 2010: local, on what corresponds; here by a smooth field.
std::vector<LightField> steady_light(std::span<const Measurement> shot, const std::vector<bool>& struck,
                                     Strength strength);

/// Applies a field to all colours alike.
void put_right(Image& picture, const LightField& field);

}  // namespace tasma::restoration
