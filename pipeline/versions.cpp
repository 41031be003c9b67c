#include "pipeline/versions.hpp"

#include <oneapi/tbb/version.h>

#include "codecs/versions.hpp"
#include "restoration/versions.hpp"

namespace tasma::pipeline {

std::string version() { return "tasma " TASMA_VERSION; }

std::vector<std::pair<std::string, std::string>> library_versions() {
  auto versions = codecs::library_versions();
  versions.emplace_back("OpenCV", restoration::opencv_version());
  versions.emplace_back("oneTBB", TBB_runtime_version());
  return versions;
}

std::string toolchain() {
  auto line = version();
  for (const auto& [name, number] : library_versions()) line += "; " + name + ' ' + number;
  return line + "; " + restoration::processor_features();
}

}  // namespace tasma::pipeline
