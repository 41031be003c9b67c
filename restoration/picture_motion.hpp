#pragma once

#include "pipeline/core/measurement.hpp"
#include "restoration/proxy.hpp"

namespace tasma::restoration {

/// How the picture as a whole moved, in full-size pixels. Corners of every part of the picture, tracked (Lucas-Kanade)
/// and joined by RANSAC, say roughly; then what lies on edges is brought to cover by Gauss-Newton with weights that
/// leave out what moves otherwise. Each part of the picture has the same say, however much texture there is in it: what
/// stands around is more of a picture than who acts in front.
PictureMotion picture_motion(const Proxy& from, const Proxy& to);

}  // namespace tasma::restoration
