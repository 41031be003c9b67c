#include "samples/damage.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "samples/noise.hpp"
#include "samples/paint.hpp"
#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

/// Moves the pixels of a box towards `target` by as much as `cover(Point)` says, and marks them.
template <class Cover>
void soil(Picture& picture, Mask& mask, Point corner, Point opposite, float target, Cover cover) {
  const int width = picture[0].width(), height = picture[0].height();
  const int left = std::max(0, static_cast<int>(std::floor(corner.x))),
            top = std::max(0, static_cast<int>(std::floor(corner.y)));
  const int right = std::min(width, static_cast<int>(std::ceil(opposite.x)) + 1);
  const int bottom = std::min(height, static_cast<int>(std::ceil(opposite.y)) + 1);
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      const float share = cover(Point{static_cast<double>(x), static_cast<double>(y)});
      if (share < 0.02F) continue;
      const auto at = static_cast<std::size_t>(x);
      for (auto& plane : picture) plane.row(y)[at] += (target - plane.row(y)[at]) * share;
      mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + at] |= dust_mark;
    }
}

void add_flake(Picture& picture, Mask& mask, Random& random, double radius, float target, float opacity) {
  const Point centre{random.unit() * picture[0].width(), random.unit() * picture[0].height()};
  const double squeeze = random.between(0.55, 1.0), lean = random.between(-0.6, 0.6);
  const auto outline = random.bits();
  const double reach = radius * 2.2 + 2;
  soil(picture, mask, {centre.x - reach, centre.y - reach}, {centre.x + reach, centre.y + reach}, target, [&](Point p) {
    const double x = (p.x - centre.x) / radius, y = (p.y - centre.y) / radius, u = x + lean * y, v = y / squeeze;
    const double edge = 1 + 0.55 * static_cast<double>(noise_at(x * 1.1 + 50, y * 1.1 + 50, outline)) +
                        0.25 * static_cast<double>(noise_at(x * 2.7 + 50, y * 2.7 + 50, outline));
    return opacity * covered((std::sqrt(u * u + v * v) - edge) * radius * squeeze, 1.5);
  });
}

void add_hair(Picture& picture, Mask& mask, Random& random, double length, double thick, float target, float opacity) {
  const Point start{random.unit() * picture[0].width(), random.unit() * picture[0].height()};
  constexpr std::size_t pieces = 24;
  std::array<Point, pieces + 1> path;
  double turns = random.unit(), bend = random.between(-0.02, 0.02);
  path[0] = start;
  Point low = start, high = start;
  for (std::size_t i = 1; i <= pieces; ++i) {
    turns += bend;
    bend += random.between(-0.012, 0.012);
    path[i] = {path[i - 1].x + length / pieces * sine(turns + 0.25), path[i - 1].y + length / pieces * sine(turns)};
    low = {std::min(low.x, path[i].x), std::min(low.y, path[i].y)};
    high = {std::max(high.x, path[i].x), std::max(high.y, path[i].y)};
  }
  soil(picture, mask, {low.x - thick - 2, low.y - thick - 2}, {high.x + thick + 2, high.y + thick + 2}, target,
       [&](Point p) {
         double nearest = 1e9;
         for (std::size_t i = 1; i <= pieces; ++i)
           nearest = std::min(nearest, outside_capsule(p, path[i - 1], path[i], thick / 2));
         return opacity * covered(nearest, 1.5);
       });
}

}  // namespace

void add_dust(Picture& picture, Mask& mask, double specks, std::int64_t position, const Curve& curve,
              std::uint64_t seed) {
  Random random(seed_of(seed, 81, static_cast<std::uint64_t>(position)));
  const auto count = static_cast<int>(std::floor(specks * random.between(0.6, 1.4) + 0.5));
  const double scale = picture[0].width() / 2048.0;
  const bool on_negative = curve.darkest() > 0.01F;
  for (int i = 0; i < count; ++i) {
    const bool bright = on_negative != random.happens(0.1);
    const float target = bright ? curve.brightest() : curve.darkest() + 0.03F;
    const auto opacity = static_cast<float>(random.between(0.65, 1.0));
    const double kind = random.unit();
    if (kind < 0.68)
      add_flake(picture, mask, random, std::max(0.9, scale * random.between(1.2, 4)), target, opacity);
    else if (kind < 0.93)
      add_flake(picture, mask, random, scale * (4 + 16 * power(random.unit(), 2.5)), target, opacity);
    else
      add_hair(picture, mask, random, scale * random.between(40, 170), std::max(1.1, scale * random.between(1.6, 3)),
               target, opacity);
  }
}

void add_scratches(Picture& picture, Mask& mask, int lines, std::int64_t position, std::int64_t frames,
                   std::uint64_t seed) {
  const int width = picture[0].width(), height = picture[0].height();
  for (int line = 0; line < lines; ++line) {
    const auto own = seed_of(seed, 82, static_cast<std::uint64_t>(line));
    Random random(own);
    const double middle = width * random.between(0.06, 0.94),
                 wide = std::max(0.6, width / 2048.0 * random.between(0.7, 1.8));
    const double strength = random.between(0.07, 0.2) * (random.happens(0.6) ? 1 : -1),
                 wander = width * random.between(0.001, 0.004);
    const bool whole = line % 2 == 0;  // the first one at least runs through the reel
    const double begin = whole ? -1 : random.between(0, 0.6) * static_cast<double>(frames);
    const double end =
        whole ? static_cast<double>(frames) + 1 : begin + random.between(0.2, 0.5) * static_cast<double>(frames);
    for (int y = 0; y < height; ++y) {
      const double along =
          static_cast<double>(position) + static_cast<double>(y) / height;  // frames from the beginning
      if (along < begin || along > end) continue;
      const double x0 = middle + wander * static_cast<double>(noise_at(along * 0.35, 0.5, own)) +
                        0.35 * wide * static_cast<double>(noise_at(along * 23, 1.5, own));
      const double depth = strength * (0.75 + 0.35 * static_cast<double>(noise_at(along * 3, 2.5, own)));
      const double reach = 4 * wide + 1;
      const auto row = static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
      for (int x = std::max(0, static_cast<int>(x0 - reach)); x <= std::min(width - 1, static_cast<int>(x0 + reach));
           ++x) {
        const double u = (x - x0) / wide, bell = exp2_of(-0.7213475204 * u * u);
        const auto change = static_cast<float>(depth * bell * (1.15 - 0.35 * u * u));  // a furrow with its two ridges
        if (std::abs(change) < 0.003F) continue;
        for (auto& plane : picture) plane.row(y)[static_cast<std::size_t>(x)] += change;
        mask[row + static_cast<std::size_t>(x)] |= scratch_mark;
      }
    }
  }
}

void add_splice(Picture& picture, Mask& mask, bool before_the_cut, std::uint64_t seed) {
  const int width = picture[0].width(), height = picture[0].height();
  for (int x = 0; x < width; ++x) {
    const double uneven =
        static_cast<double>(noise_at(x / (height * 0.08), before_the_cut ? 0.5 : 1.5, seed_of(seed, 83)));
    const int thick = static_cast<int>(height * (0.016 + 0.006 * uneven));
    for (int i = 0; i < thick; ++i) {
      const int y = before_the_cut ? height - 1 - i : i;
      const float share = i + 2 < thick ? 0.75F : 0.45F;
      for (auto& plane : picture) {
        auto& sample = plane.row(y)[static_cast<std::size_t>(x)];
        sample += (0.86F - sample) * share;
      }
      mask[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] |= splice_mark;
    }
  }
}

double add_flicker(Picture& picture, double percent, std::int64_t position, const Curve& curve, std::uint64_t seed) {
  Random random(seed_of(seed, 84, static_cast<std::uint64_t>(position)));
  const double deviation = percent / 100, gain = std::max(0.2, 1 + deviation * std::clamp(random.normal(), -2.5, 2.5));
  const double slope = deviation * 0.3 * random.normal();
  const int height = picture[0].height();
  for (int y = 0; y < height; ++y) {
    const auto here = static_cast<float>(std::max(0.1, gain * (1 + slope * (2.0 * y / height - 1))));
    const float factor = curve.factor_of(here), offset = curve.offset_of(here);
    for (auto& plane : picture)
      for (auto& sample : plane.row(y)) sample = sample * factor + offset;
  }
  return gain;
}

Shift weave_of(double px, std::int64_t position, std::uint64_t seed) {
  Random random(seed_of(seed, 85, static_cast<std::uint64_t>(position)));
  Random reel(seed_of(seed, 86));
  const double x_phase = reel.unit(), y_phase = reel.unit(), t = static_cast<double>(position);
  const double each = px * 0.70710678118654752;
  const double chance_x = std::clamp(random.normal(), -2.5, 2.5), chance_y = std::clamp(random.normal(), -2.5, 2.5);
  return {each * (0.8 * sine(t * 0.217 + x_phase) + 0.82 * chance_x),
          each * (0.8 * sine(t * 0.371 + y_phase) + 0.82 * chance_y)};
}

}  // namespace tasma::samples
