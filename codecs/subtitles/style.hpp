#pragma once

namespace tasma::codecs::subtitles {

// How subtitles look, in a DCP as burnt in: white with a black border. A point is 1/72 of 1/11 of the picture's height
// (ST 428-7), so that 42 are 57 lines of 1080 from the top of an accent to the foot of a g.
constexpr int font_points = 42;
constexpr int points_of_height = 72 * 11;

// Thousandths of the picture's height.
constexpr int edge_distance = 80;  // of the text from the edge
constexpr int line_step = 64;      // from line to line, 1.2 times the size

}  // namespace tasma::codecs::subtitles
