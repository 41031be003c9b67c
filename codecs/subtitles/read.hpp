#pragma once

#include <filesystem>
#include <string>

#include "codecs/subtitles/cue.hpp"

namespace tasma::codecs::subtitles {

/// Reads a subtitle file, told by its suffix: .srt, .vtt, .ass, .ssa; .xml is SMPTE ST 428-7 or Interop DCSubtitle.
///
/// encoding  a name that iconv knows; empty: UTF-8. A byte order mark comes before it.
/// language  BCP 47; empty: what the file says, as only XML does.
/// Carried   text, composed (NFC); italic and bold, lines, alignment; of ASS the override tags i, b, an and the styles'
/// own. Colours,
///           fonts, fades, drawings and free positions are not.
/// Limits    16 MiB, 50'000 cues, 4'000 bytes and 100 lines a cue, 100 hours.
/// Throws    Error(no_input, permission, io); Error(material) for a file that cannot be understood, names line or byte.
Subtitles read_subtitles(const std::filesystem::path& file, const std::string& encoding = {},
                         const std::string& language = {});

/// Whether `language` is a language tag as BCP 47 shapes it: two or three letters, then parts of up to eight.
bool is_language_tag(const std::string& language);

}  // namespace tasma::codecs::subtitles
