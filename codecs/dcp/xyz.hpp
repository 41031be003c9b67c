#pragma once

#include "codecs/screening.hpp"
#include "pipeline/core/container.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

enum class Resolution { two_k, four_k };

/// Pixels: 1998x1080 or 2048x858 in 2K, twice that in 4K.
Size size_of(Container container, Resolution resolution);

/// The largest part of a container that has the shape `aspect`, width over height, in the middle of it; sizes and
/// offsets are even, so that a bar may be two pixels narrower than the other; bars of a pixel are none. Throws
/// Error(usage) for a shape of less than 1:4 or more than 4:1.
Rectangle fit(Rational aspect, Size container);

/// A display picture as X'Y'Z' (SMPTE ST 428-1): 3 planes of 12 bits, full range. The picture stands in the middle of
/// the container, at even offsets; what is left over is black, 0.
///
/// Input    1 plane (grey) or 3 (R, G, B) of 16 bits, full range, of these primaries, shown with gamma 2.4
///          (BT.1886); as large as the container or smaller.
/// Output   4095 (L 48 / 52.37)^(1/2.6), rounded, L being 1 at the display's white, which is (3883, 3960, 4092). White
///          stays D65, or that of the cinema. Nothing is clipped. A grey picture gives what R = G = B gives.
/// Throws   Error(bug) for any other picture.
/// Any thread may call it; it takes about 0.03 s for 2K.
Image to_xyz(const Image& display, Size container, Primaries primaries = Primaries::bt709);

}  // namespace tasma::codecs::dcp
