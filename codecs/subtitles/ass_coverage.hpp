#pragma once

#include <ass/ass.h>

#include <vector>

#include "codecs/subtitles/coverage.hpp"

namespace tasma::codecs::subtitles {

/// What the images of libass cover, one laid over the other, in as few boxes as do not overlap, from above.
std::vector<CoverageBox> boxes_of(const ASS_Image* images);

}  // namespace tasma::codecs::subtitles
