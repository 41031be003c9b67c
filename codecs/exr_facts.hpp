#pragma once

#include <OpenEXR/ImfHeader.h>

#include "codecs/exr_outline.hpp"
#include "codecs/still.hpp"

namespace tasma::codecs {

/// Fills in facts, own fields, time code and key code, and tells a display window that is not the data's.
void describe(const Imf::Header& exr, const ExrOutline& outline, StillHeader& header);

}  // namespace tasma::codecs
