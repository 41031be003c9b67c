#pragma once

#include <string>

namespace tasma::restoration {

/// OpenCV's version at run time.
std::string opencv_version();

/// The instruction sets that OpenCV may use here; its results depend on them.
std::string processor_features();

}  // namespace tasma::restoration
