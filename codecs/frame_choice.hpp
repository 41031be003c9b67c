#pragma once

#include <vector>

#include "codecs/folder.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Which files of a folder are the reel's frames, by their names alone.
struct FrameChoice {
  std::vector<FrameEntry> frames;               // by position; headers not read yet. Empty: the folder has no frames
  std::vector<std::filesystem::path> sidecars;  // all the rest, litter included
  std::vector<Finding> findings;
};

/// The frames are the largest group of files with equal prefix, suffix and extension; their order is that of their
/// numbers. Findings: unexpected_sequence (a second group of two or more, or several lone files none of which is more
/// than the others), unexpected_duplicate, missing_frame (one a gap), unexpected_file (litter and what is no file).
/// `gaps` says whether a gap is refused, held by places with FrameState::missing, or closed up.
FrameChoice choose_frames(const Folder& folder, Gaps gaps);

}  // namespace tasma::codecs
