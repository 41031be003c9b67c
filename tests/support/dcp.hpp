#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/core/image.hpp"

namespace tasma::support {

/// A display picture: a grey ramp with eight columns of flat colour across its middle, white, black, grey, red, green,
/// blue, yellow, cyan, and grain of `grain` (16-bit steps, either way) upon the ramp.
inline Image patches(Size size, int grain, std::uint32_t seed) {
  constexpr std::uint16_t full = 65535, half = 32768;
  constexpr std::uint16_t colours[8][3] = {{full, full, full}, {0, 0, 0},    {half, half, half}, {full, 0, 0},
                                           {0, full, 0},       {0, 0, full}, {full, full, 0},    {0, full, full}};
  Image image(size, 3, 16);
  std::uint32_t state = seed * 2654435761U + 1;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const bool flat = y > size.height / 4 && y < size.height * 3 / 4;
      for (int plane = 0; plane < 3; ++plane) {
        state = state * 1664525U + 1013904223U;
        const int noise =
            grain == 0 ? 0 : static_cast<int>((state >> 16) % static_cast<std::uint32_t>(2 * grain)) - grain;
        const int ramp = 8000 + x * 40000 / size.width + noise;
        image.row(plane, y)[static_cast<std::size_t>(x)] =
            flat ? colours[x * 8 / size.width][plane] : static_cast<std::uint16_t>(ramp);
      }
    }
  return image;
}

}  // namespace tasma::support
