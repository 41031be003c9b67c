#pragma once

#include "samples/bytes.hpp"
#include "samples/still.hpp"

namespace tasma::samples {

/// The bytes of a TIFF 6.0 file: little-endian, not compressed, strips of 64 rows, 8 or 16 bits a sample.
Bytes tiff_of(const Still& still);

}  // namespace tasma::samples
