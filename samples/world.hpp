#pragma once

#include <cstdint>

#include "samples/picture.hpp"
#include "samples/transfer.hpp"

namespace tasma::samples {

enum class Place { valley, street, portrait };

/// What stands still in a shot, wider than the picture so that the camera can pan over it; code values.
struct World {
  Picture back;
  Picture front;  // nearer to the camera, so it passes by faster; empty where there is none
  Plane cover;    // of `front`, 0 to 1
};

/// `height` is the picture's and sets the scale; the front is as wide as `front_width`.
World build_world(Place place, int width, int front_width, int height, const Curve& curve, std::uint64_t seed);

}  // namespace tasma::samples
