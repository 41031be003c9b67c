#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/core/image.hpp"

namespace tasma::codecs::subtitles {

/// A part of the picture that text covers, one sample a pixel, row by row.
struct CoverageBox {
  Rectangle where;                      // within the picture
  std::vector<std::uint16_t> light;     // of the text, grey, times its coverage; 65535 is white
  std::vector<std::uint16_t> coverage;  // 65535 hides the picture
  bool operator==(const CoverageBox&) const = default;
};

/// Blends a box into a plane of grey, red, green or blue display values, full range: light + sample x (1 - coverage),
/// rounded. Samples that nothing covers stay. `plane` begins with the upper left sample, rows are `stride` samples
/// apart; `depth` is 8 to 16 bits.
void blend(const CoverageBox& box, std::span<std::uint16_t> plane, std::size_t stride, int depth);

/// Blends boxes into all planes but alpha. Throws Error(bug) for a box that is not within the picture.
void blend(std::span<const CoverageBox> boxes, Image& picture);

}  // namespace tasma::codecs::subtitles
