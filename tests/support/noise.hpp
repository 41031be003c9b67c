#pragma once

#include <cstdint>

#include "pipeline/core/image.hpp"

namespace tasma::test {

/// A picture that codes like film: a ramp with grain upon it, the same for the same seed, every depth in full use.
inline Image noise(Size size, int planes, int depth, std::uint32_t seed) {
  Image image(size, planes, depth);
  const auto most = (1U << depth) - 1;
  std::uint32_t state = seed * 2654435761U + 1;
  for (int plane = 0; plane < planes; ++plane)
    for (int y = 0; y < size.height; ++y) {
      std::uint32_t x = 0;
      for (auto& sample : image.row(plane, y)) {
        state = state * 1664525U + 1013904223U;
        const auto grain = (state >> 16) & (most >> 3);
        sample = static_cast<std::uint16_t>((x++ * 7 + static_cast<std::uint32_t>(y) * 3 + grain) & most);
      }
    }
  return image;
}

}  // namespace tasma::test
