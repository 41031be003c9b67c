#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "codecs/screening.hpp"

namespace tasma::pipeline {

/// One of the DCPs that a film becomes.
struct DcpVersion {
  std::string suffix;                    // of its name; empty: the original version
  std::optional<std::size_t> subtitles;  // which of the film's; nothing: none
  std::optional<std::size_t> sound;      // which of the film's tracks; nothing: none, or the original version's
};

/// The original version (OV) first, with the first sound track, then the version files (VF) that a server plays with
/// its pictures, by the languages of the film's subtitles and by its sound tracks: subtitles of a single language lie
/// in the original, of several each is a version file, "_sub-kk"; so is each further track that is a dub, "_dub-ru".
std::vector<DcpVersion> dcp_versions(const std::vector<std::string>& subtitles,
                                     const std::vector<codecs::TrackLabel>& sounds);

}  // namespace tasma::pipeline
