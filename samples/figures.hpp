#pragma once

#include <cstdint>

#include "samples/picture.hpp"
#include "samples/transfer.hpp"
#include "samples/world.hpp"

namespace tasma::samples {

/// Draws what moves by itself in a shot, `age` frames after its beginning: birds and a lorry in the valley, people in
/// the street, one who sits for a portrait. `pan_px` is how far the camera has turned.
void draw_figures(Picture& picture, Place place, double age, double pan_px, const Curve& curve, std::uint64_t seed);

}  // namespace tasma::samples
