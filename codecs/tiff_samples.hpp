#pragma once

#include "codecs/tiff_file.hpp"
#include "codecs/tiff_layout.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs {

/// The picture of the current directory, whose layout problem_of() found sound and libtiff agrees with. Beside the
/// picture one line of it is in memory, or one tile. Throws Error(material) for what does not decode.
Image read_samples(const TiffFile& file, const TiffLayout& layout);

}  // namespace tasma::codecs
