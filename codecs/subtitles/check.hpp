#pragma once

#include <filesystem>
#include <vector>

#include "codecs/subtitles/cue.hpp"
#include "codecs/subtitles/on_film.hpp"
#include "pipeline/core/finding.hpp"

namespace tasma::codecs::subtitles {

/// What is wrong with subtitles on their film, before anything is encoded; cues are named by number, from 1, and the
/// line of `file` they come from.
///
/// refusal  invalid_cue: ends before or when it begins. mismatched_cue: begins before or ends behind the film.
/// remark   unexpected_overlap: begins before an earlier one at its height has ended. unexpected_gap: fewer than 2
/// frames
///          after the last. unexpected_duration: fewer than 15 frames. unexpected_line_count: more than 3.
///          unexpected_line_length: more than 79 characters, more than 52 is a note. unexpected_first_cue: before 4 s.
/// Source   the limits are those of SMPTE RDD 52 (Bv2.1) as dcpverify of libdcp applies them.
std::vector<Finding> check_subtitles(const Subtitles& subtitles, const FilmLength& film,
                                     const std::filesystem::path& file);

/// Characters that take a place of their own in a line: combining marks do not.
int length_of(const Line& line);

}  // namespace tasma::codecs::subtitles
