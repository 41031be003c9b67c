#pragma once

#include <vector>

#include "codecs/folder.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// The sound of a reel: the files that were said, else the one sound file beside the frames. Adds findings:
/// unexpected_sound where there are several and nobody said which (none is chosen), invalid_sound (a refusal where the
/// file was said, else a remark, and it is not chosen).
std::vector<SoundInfo> choose_sounds(const Folder& folder, const ScanFacts& said, std::vector<Finding>& findings);

/// Adds mismatched_sound_length for each sound whose length differs from the picture's by more than one frame.
void compare_lengths(const std::vector<SoundInfo>& sounds, std::int64_t frames, const Rational& rate,
                     std::vector<Finding>& findings);

}  // namespace tasma::codecs
