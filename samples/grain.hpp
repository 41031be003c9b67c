#pragma once

#include <cstdint>

#include "samples/picture.hpp"

namespace tasma::samples {

/// Film grain: fresh in every frame, correlated over about a pixel, stronger where the film is denser, strongest in the
/// blue layer.
class Grain {
 public:
  explicit Grain(std::uint64_t seed);

  /// Adds the grain of the frame at `position`; code values from 0 to 1.
  void add(Picture& picture, std::int64_t position) const;

 private:
  std::uint64_t seed_;
  Plane first_, second_;  // tiles with sides that have no common divisor: their sum does not repeat inside a frame
};

}  // namespace tasma::samples
