#pragma once

#include <cstddef>
#include <string>

#include "codecs/subtitles/cue.hpp"

namespace tasma::codecs::subtitles {

enum class TextFormat { srt, webvtt, ass };

/// Cues of a text in UTF-8, in any order, through libav. `shown` is what messages call the file. Throws
/// Error(material).
Subtitles read_timed_text(const std::string& text, TextFormat format, const std::string& shown);

/// Cues and language of ST 428-7 or Interop XML in UTF-8, in any order. Throws Error(material).
Subtitles read_dcp_xml(const std::string& text, const std::string& shown);

constexpr std::size_t most_cues = 50'000;

/// Throws Error(material) when a file holds more.
void check_count(std::size_t cues, const std::string& shown);

}  // namespace tasma::codecs::subtitles
