#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tasma::pipeline {

/// "tasma 0.1.0".
std::string version();

/// The libraries this program runs with, name and version.
std::vector<std::pair<std::string, std::string>> library_versions();

/// All of the above and the processor features that the arithmetic of restoration depends on, in one line: segments
/// made under another line are made again.
std::string toolchain();

}  // namespace tasma::pipeline
