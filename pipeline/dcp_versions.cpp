#include "pipeline/dcp_versions.hpp"

namespace tasma::pipeline {

std::vector<DcpVersion> dcp_versions(const std::vector<std::string>& subtitles) {
  std::vector<DcpVersion> versions(1);
  if (subtitles.size() == 1) versions[0].subtitles = 0;
  if (subtitles.size() > 1)
    for (std::size_t i = 0; i < subtitles.size(); ++i) versions.push_back({"_sub-" + subtitles[i], i});
  return versions;
}

}  // namespace tasma::pipeline
