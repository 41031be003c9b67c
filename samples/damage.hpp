#pragma once

#include <cstdint>
#include <vector>

#include "samples/picture.hpp"
#include "samples/transfer.hpp"

namespace tasma::samples {

/// What lies over a picture; a mask has the sum of what touched a pixel. Where it is 0, no sample was changed.
enum Mark : std::uint8_t { dust_mark = 1, scratch_mark = 2, splice_mark = 4 };

/// One byte a pixel, rows from the top, without padding.
using Mask = std::vector<std::uint8_t>;

/// `specks` is a frame's mean number: dirt, flakes and now and then a hair, drawn anew for every frame. It lies on a
/// negative when the code values are logarithmic, so it is bright there, and dark elsewhere; some is of the other kind.
void add_dust(Picture& picture, Mask& mask, double specks, std::int64_t position, const Curve& curve,
              std::uint64_t seed);

/// `lines` scratches along the film. They wander slowly and go on from one frame into the next; some run for the whole
/// reel of `frames`, some for a part.
void add_scratches(Picture& picture, Mask& mask, int lines, std::int64_t position, std::int64_t frames,
                   std::uint64_t seed);

/// The cement of a splice: a bright, uneven band along the lower (before the cut) or upper edge.
void add_splice(Picture& picture, Mask& mask, bool before_the_cut, std::uint64_t seed);

/// Exposure that differs from frame to frame by `percent` (standard deviation), a little more at one edge than at the
/// other. Returns the gain in the middle.
double add_flicker(Picture& picture, double percent, std::int64_t position, const Curve& curve, std::uint64_t seed);

struct Shift {
  double x_px = 0, y_px = 0;  // of the picture, to the right and down
};

/// Where a worn gate holds the frame: an unsteady claw and chance; `px` is the root mean square over both directions.
Shift weave_of(double px, std::int64_t position, std::uint64_t seed);

}  // namespace tasma::samples
