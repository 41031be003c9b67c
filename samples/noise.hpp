#pragma once

#include <cstdint>

#include "samples/picture.hpp"

namespace tasma::samples {

/// Smooth noise from -1 to 1 that changes over a distance of about 1.
float noise_at(double x, double y, std::uint64_t seed);

/// `octaves` of such noise, the coarsest over `cell_px`, each weaker by 1.6 than the one before; about -1 to 1.
Plane texture(int width, int height, double cell_px, int octaves, std::uint64_t seed);

}  // namespace tasma::samples
