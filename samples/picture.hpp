#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tasma::samples {

/// One plane of numbers, rows from the top.
class Plane {
 public:
  Plane() = default;
  Plane(int width, int height, float value = 0)
      : width_(width),
        height_(height),
        samples_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), value) {}
  int width() const { return width_; }
  int height() const { return height_; }
  std::span<float> row(int y) { return {samples_.data() + at(y), static_cast<std::size_t>(width_)}; }
  std::span<const float> row(int y) const { return {samples_.data() + at(y), static_cast<std::size_t>(width_)}; }

 private:
  std::size_t at(int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_); }
  int width_ = 0, height_ = 0;
  std::vector<float> samples_;
};

/// Planes of equal size: one (grey) or three (red, green, blue).
using Picture = std::vector<Plane>;

/// The part of `source` whose upper left corner lies at (x, y), which may fall between pixels: Catmull-Rom
/// interpolation, the border repeated outwards. At whole pixels the samples come out unchanged.
Plane part_of(const Plane& source, double x, double y, int width, int height);

}  // namespace tasma::samples
