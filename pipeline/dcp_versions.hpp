#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace tasma::pipeline {

/// One of the DCPs that a film becomes.
struct DcpVersion {
  std::string suffix;                    // of its name; empty: the original version
  std::optional<std::size_t> subtitles;  // which of the film's; nothing: none
};

/// The original version (OV) first, then the version files (VF) that a server plays with its pictures, by the languages
/// of the film's subtitles: a single one lies in the original, of several each is a version file, "_sub-kk".
std::vector<DcpVersion> dcp_versions(const std::vector<std::string>& subtitles);

}  // namespace tasma::pipeline
