#pragma once

#include "pipeline/core/scan.hpp"

namespace tasma::pipeline {

/// The part of the frame that is shown: what was said; the whole frame if nothing or `none` was said; for `auto` the
/// rectangle inside which rows and columns of nine frames spread over the reel carry light, shrunk by one pixel. Where
/// no border stands out the whole frame. Throws Error(usage) if what was said does not lie in the frame.
Rectangle picture_area(const FrameSource& source, const PictureArea& said);

}  // namespace tasma::pipeline
