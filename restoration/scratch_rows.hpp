#pragma once

#include <span>
#include <vector>

#include "pipeline/core/image.hpp"
#include "pipeline/core/plan.hpp"

namespace tasma::restoration {

/// How much higher each scratch is in each row of a picture than its planned course, which is smooth: levels, by
/// scratch, then by row from its top; the mean of the colours. Rows in which texture hides it follow the course.
std::vector<std::vector<double>> roughness_of(std::span<const Scratch> scratches, const Image& picture);

}  // namespace tasma::restoration
