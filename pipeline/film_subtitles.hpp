#pragma once

#include <optional>
#include <string>
#include <vector>

#include "codecs/screening.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// The subtitles that were asked for, on the joined film of `frames` frames at `rate`, with the font that shows them
/// all. What is wrong with them is added to `findings`; with a refusal among it nothing is to be encoded. Nothing: none
/// were asked for. Throws Error(usage) where nobody says their language, and what reading the files throws.
std::optional<codecs::CopySubtitles> film_subtitles(const SubtitlesJob& asked, const Rational& rate,
                                                    std::int64_t frames, std::vector<Finding>& findings);

/// What was asked for, as requests have it: the files' digests and all that changes what is shown. Empty: nothing.
std::string line_of(const SubtitlesJob& asked);

}  // namespace tasma::pipeline
