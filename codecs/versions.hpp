#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tasma::codecs {

/// The libraries of this room as they are at run time, name and version.
std::vector<std::pair<std::string, std::string>> library_versions();

}  // namespace tasma::codecs
