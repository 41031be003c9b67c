#pragma once

#include <string>

#include "pipeline/cluster/submission.hpp"

namespace tasma::pipeline {

/// The features of a processor, as OpenCV lists them, that are to be turned off so that those are left that `pinned`
/// has: a value for OPENCV_CPU_DISABLE. Empty: none.
std::string features_to_disable(const std::string& pinned, const std::string& here);

/// The same of this process and what a film was submitted for.
std::string features_to_disable(const Submission& submission);

/// Whether this process makes the bytes that the film was submitted for: same versions, same processor features.
bool is_alike(const Submission& submission);

}  // namespace tasma::pipeline
