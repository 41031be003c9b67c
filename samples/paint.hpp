#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "samples/picture.hpp"
#include "samples/transfer.hpp"

namespace tasma::samples {

using Light = std::array<float, 3>;  // red, green, blue; 1 is a white card

inline Light scaled(Light light, float by) { return {light[0] * by, light[1] * by, light[2] * by}; }
inline Light mixed(const Light& a, const Light& b, float share_of_b) {
  Light light{};
  for (std::size_t i = 0; i < 3; ++i) light[i] = a[i] + (b[i] - a[i]) * share_of_b;
  return light;
}

struct Point {
  double x = 0, y = 0;
};

// Signed distances in pixels: negative inside.

inline double outside_ellipse(Point p, Point centre, double across, double down) {
  const double x = (p.x - centre.x) / across, y = (p.y - centre.y) / down;
  return (std::sqrt(x * x + y * y) - 1) * std::min(across, down);
}

inline double outside_capsule(Point p, Point from, Point to, double radius) {
  const double dx = to.x - from.x, dy = to.y - from.y, square = dx * dx + dy * dy;
  const double along = square > 0 ? std::clamp(((p.x - from.x) * dx + (p.y - from.y) * dy) / square, 0.0, 1.0) : 0.0;
  const double x = p.x - from.x - along * dx, y = p.y - from.y - along * dy;
  return std::sqrt(x * x + y * y) - radius;
}

inline double outside_box(Point p, Point corner, Point opposite) {
  return std::max(std::max(corner.x - p.x, p.x - opposite.x), std::max(corner.y - p.y, p.y - opposite.y));
}

/// How much of a pixel at signed distance `d` is covered, with an edge `soft` pixels wide.
inline float covered(double d, double soft = 1.2) { return static_cast<float>(std::clamp(0.5 - d / soft, 0.0, 1.0)); }

/// Paints over a picture of code values: `cover(Point)` from 0 to 1 and `light(Point)` for the pixels of a box.
template <class Cover, class Colour>
void paint(Picture& picture, const Curve& curve, Point corner, Point opposite, Cover cover, Colour colour) {
  const int left = std::max(0, static_cast<int>(std::floor(corner.x))),
            top = std::max(0, static_cast<int>(std::floor(corner.y)));
  const int right = std::min(picture[0].width(), static_cast<int>(std::ceil(opposite.x)) + 1);
  const int bottom = std::min(picture[0].height(), static_cast<int>(std::ceil(opposite.y)) + 1);
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      const Point p{static_cast<double>(x), static_cast<double>(y)};
      const float share = cover(p);
      if (share <= 0) continue;
      const Light light = colour(p);
      for (std::size_t plane = 0; plane < 3; ++plane) {
        auto& sample = picture[plane].row(y)[static_cast<std::size_t>(x)];
        sample += (curve.code(light[plane]) - sample) * share;
      }
    }
}

}  // namespace tasma::samples
