#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/coded_segments.hpp"

namespace tasma::pipeline {

struct ReelWork;

/// Keeps what another version of tasma or of its libraries has finished of a preservation: segments whose record has
/// the `fingerprint` but for its toolchain(). Each is proved once more, with the present codec: packets, pictures and
/// the files of the scan, from the disk; and must have the private data that the present codec writes, since a track
/// has but one. Its record then has the fingerprint and says what made it. Of one that fails, a note says why, and the
/// record goes.
void keep_proved(const ReelWork& work, const SegmentFolder& folder, const std::string& fingerprint, const Flow& flow);

/// Segments of a master that another version has made.
struct KeptSegments {
  std::string made_with;  // its toolchain()
  std::int64_t segments = 0, frames = 0;
};

/// Those in `coded`, by version; a note tells of each.
std::vector<KeptSegments> kept_segments(const ReelWork& work, const CodedReel& coded);

}  // namespace tasma::pipeline
