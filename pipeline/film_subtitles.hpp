#pragma once

#include <span>
#include <string>
#include <vector>

#include "codecs/screening.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// The languages of the subtitles that were asked for, in their order. Throws Error(usage) where nobody says one, where
/// one comes twice, and what reading the files throws.
std::vector<std::string> subtitle_languages(std::span<const SubtitlesJob> asked);

/// The subtitles that were asked for, on the joined film of `frames` frames at `rate`, each with the font that shows
/// them all. What is wrong with them is added to `findings`; with a refusal among it nothing is to be encoded. Throws
/// what subtitle_languages() throws.
std::vector<codecs::CopySubtitles> film_subtitles(std::span<const SubtitlesJob> asked, const Rational& rate,
                                                  std::int64_t frames, std::vector<Finding>& findings);

/// What was asked for, as requests have it: the files' digests and all that changes what is shown.
std::string line_of(const SubtitlesJob& asked);

}  // namespace tasma::pipeline
