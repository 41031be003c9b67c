#pragma once

#include <string>

#include "codecs/subtitles/cue.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs::subtitles {

/// The look of an ASS script; lengths in lines of the picture.
struct AssLook {
  Size picture;
  std::string family;    // of the font
  double font_size = 0;  // height of a line of text, as ASS counts
  double border = 0;
};

/// The beginning of an ASS script, up to the first event: white with a black border, below in the middle, the distance
/// from the edges as in a DCP. Lines that do not fit are broken.
std::string ass_header(const AssLook& look);

/// Whether a brace that stands for itself is written with a backslash, as libass reads it and libavcodec does not.
enum class Braces { escaped, as_they_are };

/// The text of an event: lines with their italic and bold, without a place. A backslash of the text stands between
/// word joiners, so that nothing is a tag that was not meant to be.
std::string ass_text(const std::vector<Line>& lines, Braces braces);

/// The tag that places an event, "{\an8}", and the margin from its edge, lines of the picture.
struct AssPlace {
  std::string tag;
  int margin = 0;
};
AssPlace ass_place(const Place& place, Size picture);

}  // namespace tasma::codecs::subtitles
