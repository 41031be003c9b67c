#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/subtitles/cue.hpp"

namespace tasma::codecs::subtitles {

/// What an ASS style says of what we carry.
struct AssStyle {
  bool italic = false, bold = false;
  int alignment = 2;  // as on the numeric keypad: 1 is below left, 9 above right
};
using AssStyles = std::map<std::string, AssStyle, std::less<>>;

/// The styles of the header of an ASS script, by name.
AssStyles ass_styles(std::string_view header);

struct AssText {
  std::vector<Line> lines;
  std::optional<Place> place;  // nothing: where subtitles stand that nobody placed
};

/// The text of an ASS event. Of the tags within braces i, b, an, a and r are understood and drawings (p) left out; all
/// others are passed over. `braces_are_text`: those without a backslash are no comment, as libav leaves them in SRT.
AssText parse_ass_text(std::string_view text, const AssStyle& style, bool braces_are_text);

/// Runs of one look joined, letters composed with their marks, blanks at both ends of a line gone, lines without text
/// left out.
std::vector<Line> tidy(const std::vector<Line>& lines);

}  // namespace tasma::codecs::subtitles
