#pragma once

#include <cstdint>
#include <vector>

namespace tasma::samples {

/// A finished frame: samples in file order, pixel by pixel, in code values of `depth` bits.
struct Still {
  int width = 0, height = 0;
  int components = 3;  // 1 grey; 3 red, green, blue; 4 with alpha
  int depth = 10;      // bits
  std::vector<std::uint16_t> samples;
};

}  // namespace tasma::samples
