#pragma once

#include "samples/bytes.hpp"

namespace tasma::samples {

/// The bytes of a PNG file of 8-bit grey samples, stored without compression.
Bytes png_of(int width, int height, std::span<const std::uint8_t> samples);

}  // namespace tasma::samples
