#pragma once

#include <cstdint>
#include <span>

#include "codecs/exr_outline.hpp"
#include "codecs/still.hpp"

namespace tasma::codecs {

// OpenEXR, by its library (3.1) behind limits of ours (exr_outline.hpp), single-threaded.
//
// Read: one flat part; half and float; R, G, B and perhaps A, or Y alone; scan lines and tiles (of several levels, the
// largest); every compression of the library. Everything else is refused by name.
//
// A picture's samples are not the file's. The bits of a half are no code values: below black they begin again above
// white, and their steps about black are without end, so that grain there would be all the picture. Light is therefore
// given as ACEScct integers (acescct.hpp, Transfer::acescct), floats after they were rounded to halves; alpha as 65535
// for 1. The picture is for looking at, restoring and screening; what preserves the file is the file.
//
// The picture is that of the data window; where the display window is another, a finding says so.

/// Fields: line order, levels, display window, colours. What files of a reel usually differ in stands in `own`: texts
/// and numbers of any name. Rate, time code and key code where the file has them.
StillHeader read_exr_header(const ByteSource& file);

/// Throws Error(material).
Image decode_exr(std::span<const std::uint8_t> file);

}  // namespace tasma::codecs
