#pragma once

#include "codecs/libav.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::codecs {

/// libav's pixel format in which FFV1 keeps such pictures. Throws Error(material) for those it has none for.
///
///     planes  depth 8   9      10        12        16
///     1       gray      gray9  gray10    gray12    gray16
///     3       bgr0             gbrp10    gbrp12    gbrp16
///     4       bgra             gbrap10   gbrap12   gbrap16
AVPixelFormat pixel_format(int planes, int depth);

/// The image as an AVFrame, without a copy: libav holds the samples as long as it wants and may not change them. Where
/// libav has no planes of 16 bits (depth 8), a repacked copy.
Picture to_picture(const Image& image);

/// The samples of an AVFrame in one of the formats above. Throws Error(material) for any other.
Image to_image(const AVFrame& picture);

}  // namespace tasma::codecs
