#pragma once

#include <cstdint>

namespace tasma::codecs {

// ACEScct: light as code values that are logarithmic down to 0.0078125 and then run straight through 0, so that noise
// about black stays small. 16-bit integers here, 65535 for 1.0: about 3,740 to a stop, 13,654 for 0.18, light from
// -0.0069 to 222.8; what lies beyond is cut off. Only the curve is used: the primaries stay those of the picture.
//
// Source   Academy S-2016-001, "ACEScct - A Quasi-Logarithmic Encoding of ACES Data for use within Color Grading
//          Systems", equations (1) and (2).

/// Code value of `light`; of 0 where it is no number.
std::uint16_t acescct_code(double light);

/// Light of a code value in 0-1, where 1 stands for the code 65535.
double light_of_acescct(double code);

}  // namespace tasma::codecs
