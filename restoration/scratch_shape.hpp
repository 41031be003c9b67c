#pragma once

#include <algorithm>
#include <cmath>

#include "pipeline/core/image.hpp"
#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

constexpr double profile_unit = 1024, amplitude_unit = 65536, x_unit = 16;  // of LineShape

/// Values by stretch at a row.
inline double at_row(const LineShape& shape, const std::vector<std::int32_t>& values, double row) {
  if (values.size() == 1) return values[0];
  const double stretch = (row - shape.top - (shape.step - 1) / 2.0) / shape.step;
  const auto i = static_cast<std::size_t>(std::clamp(stretch, 0.0, static_cast<double>(values.size() - 2)));
  return values[i] + (stretch - static_cast<double>(i)) * (values[i + 1] - values[i]);
}

/// Pixels from the first column.
inline double x_at(const LineShape& shape, double row) { return at_row(shape, shape.x16, row) / x_unit; }

/// Levels.
inline double height_at(const LineShape& shape, std::size_t colour, double row) {
  return at_row(shape, shape.amplitude[std::min(colour, shape.amplitude.size() - 1)], row) / amplitude_unit;
}

/// Of the height.
inline double profile_at(const LineShape& shape, double offset_px) {
  const double sample = offset_px * x_unit / shape.pitch16 + LineShape::reach;
  if (sample < 0 || sample >= 2 * LineShape::reach) return 0;
  const auto i = static_cast<std::size_t>(sample);
  const double first = shape.profile[i], second = shape.profile[i + 1];
  return (first + (sample - static_cast<double>(i)) * (second - first)) / profile_unit;
}

inline double reach_px(const LineShape& shape) { return LineShape::reach * shape.pitch16 / x_unit; }

/// The columns of a row that the profile reaches.
struct Columns {
  int first, last;
};
inline Columns columns_at(const LineShape& shape, int row, int width) {
  const double x = x_at(shape, row), reach = reach_px(shape);
  return {static_cast<int>(std::clamp(std::ceil(x - reach), 0.0, static_cast<double>(width))),
          static_cast<int>(std::clamp(std::floor(x + reach), -1.0, width - 1.0))};
}

}  // namespace tasma::restoration
