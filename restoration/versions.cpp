#include "restoration/versions.hpp"

#include <opencv2/core.hpp>

namespace tasma::restoration {

std::string opencv_version() { return cv::getVersionString(); }

std::string processor_features() { return cv::getCPUFeaturesLine(); }

}  // namespace tasma::restoration
