#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "codecs/screening.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/dcp_versions.hpp"
#include "pipeline/join.hpp"

namespace tasma::pipeline {

/// What a screening copy of a film is joined of.
struct CopyParts {
  codecs::DisplaySpec spec;                                // of every reel
  StreamInfo stream;                                       // of the first reel's pictures
  std::vector<codecs::FilmMarker> markers;                 // of a DCP
  std::vector<std::vector<std::filesystem::path>> chunks;  // by reel
  std::vector<codecs::ChunkSize> sizes;                    // of all chunks
  std::vector<codecs::CopySound> sounds;
  std::vector<codecs::CopySubtitles> subtitles;  // beside the pictures
  std::vector<codecs::Chapter> chapters;         // a reel each
  std::vector<FrameRecord> frames;
  std::int64_t date_s = 0;
};

/// Joins `copy` of the film `name`, MP4 or MOV, in `folder`: one file, or several where the copy may not be so large.
/// Each is read again and complete under its name when this returns. Throws what join_screening() throws,
/// Error(no_output) for a name that is taken.
std::vector<Master> join_as_movies(const codecs::CopySpec& copy, const CopyParts& parts, const std::string& name,
                                   const std::filesystem::path& folder, Observer& observer);

/// The same of a DCP: the original, then its version files. Throws what join_dcp() throws, Error(no_output).
std::vector<Master> join_as_dcps(const codecs::CopySpec& copy, const CopyParts& parts,
                                 const std::vector<DcpVersion>& versions, const std::string& name,
                                 const std::filesystem::path& folder, Observer& observer);

}  // namespace tasma::pipeline
