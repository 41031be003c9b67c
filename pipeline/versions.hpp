#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tasma::pipeline {

/// The libraries the work is done by, name and version as they are loaded, in a fixed order: libav*, OpenCV, libtiff,
/// oneTBB, OpenSSL, nlohmann-json. Those of the command line itself are its own to tell.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace tasma::pipeline
