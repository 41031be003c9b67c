#pragma once

#include <array>

#include "codecs/screening.hpp"

namespace tasma::codecs {

using Matrix = std::array<std::array<double, 3>, 3>;  // of rows

/// X, Y, Z of red, green and blue light by the primaries and white of `from`; Y of white is 1. White stays as it is.
///
/// Source   ITU-R BT.709-6 and BT.2020-2; P3 by SMPTE RP 431-2, with the white of D65 (EG 432-1) or of the cinema.
Matrix xyz_from_rgb(Primaries from);

/// Red, green and blue light of BT.709 from those of `from`. White becomes white: that of the cinema is adapted to D65
/// (Bradford). Colours beyond BT.709 come out below 0 or above 1.
Matrix bt709_from_rgb(Primaries from);

}  // namespace tasma::codecs
