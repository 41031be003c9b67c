#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tasma::codecs::subtitles {

/// Text of one look: UTF-8 without control characters.
struct Run {
  std::string text;
  bool italic = false, bold = false;
  bool operator==(const Run&) const = default;
};
using Line = std::vector<Run>;

enum class Vertical { top, middle, bottom };
enum class Horizontal { left, centre, right };

/// Where a cue stands in the picture.
struct Place {
  Vertical vertical = Vertical::bottom;
  Horizontal horizontal = Horizontal::centre;
  std::optional<int> distance;  // of the text from that edge, in thousandths of the picture's height; 0-500
  bool operator==(const Place&) const = default;
};

/// What stands in the picture from `begin_ms` to `end_ms`, half open. A reader keeps times that make no sense; the
/// check finds them.
struct Cue {
  std::int64_t begin_ms = 0, end_ms = 0;
  std::vector<Line> lines;     // from above; none is empty
  std::optional<Place> place;  // nothing: nobody has said, so below, in the middle
  int source_line = 0;         // where it stands in its file, from 1; 0: in none
  bool operator==(const Cue&) const = default;
};

/// Subtitles in one language, the cues in the order of their begin.
struct Subtitles {
  std::string language;  // BCP 47, "kk" or "uz-Cyrl"; empty: nobody has said
  std::vector<Cue> cues;
  bool operator==(const Subtitles&) const = default;
};

/// The text of a line without its looks.
inline std::string text_of(const Line& line) {
  std::string text;
  for (const auto& run : line) text += run.text;
  return text;
}

}  // namespace tasma::codecs::subtitles
