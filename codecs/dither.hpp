#pragma once

#include <cstddef>
#include <cstdint>

#include "pipeline/core/image.hpp"

namespace tasma::codecs {

/// A plane somebody else owns.
struct Plane {
  std::uint8_t* bytes;
  std::ptrdiff_t stride;  // bytes
};

/// 16-bit samples to 8 bits by error diffusion, so that dark gradients do not band: what a sample loses when rounded to
/// a multiple of 256 is made up for by its neighbours. A plane of one multiple of 256 stays even.
///
/// Source   Floyd & Steinberg, "An adaptive algorithm for spatial grey scale", Proc. SID 17(2), 1976; every second row
///          from right to left, which breaks up their diagonal trails.
void dither(Plane from, Plane to, Size size);

}  // namespace tasma::codecs
