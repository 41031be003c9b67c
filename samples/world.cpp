#include "samples/world.hpp"

#include <array>
#include <cmath>

#include "samples/noise.hpp"
#include "samples/paint.hpp"
#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

Picture empty_picture(int width, int height) { return Picture(3, Plane(width, height)); }

/// Fills a picture with the light that `light_at(x, y)` tells.
template <class LightAt>
Picture painted(int width, int height, const Curve& curve, LightAt light_at) {
  auto picture = empty_picture(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const Light light = light_at(x, y);
      for (std::size_t plane = 0; plane < 3; ++plane)
        picture[plane].row(y)[static_cast<std::size_t>(x)] = curve.code(light[plane]);
    }
  return picture;
}

/// The height of a chain of mountains over its foot: sharp peaks, from 0 to about 1.
double ridge(double u, std::uint64_t seed) {
  double sum = 0, weight = 0.6;
  for (int octave = 0; octave < 6; ++octave, weight *= 0.5, u *= 2.1)
    sum +=
        weight *
        (1 - std::abs(static_cast<double>(noise_at(u, 0.37, seed_of(seed, 31, static_cast<std::uint64_t>(octave))))));
  return sum - 0.35;
}

/// Snow, rock and haze under a sky with clouds, over a dry plain.
Picture valley(int width, int height, const Curve& curve, std::uint64_t seed) {
  const auto clouds = texture(width, height, height * 0.45, 7, seed_of(seed, 32));
  const auto rock = texture(width, height, height * 0.06, 6, seed_of(seed, 33));
  const auto grass = texture(width, height, height * 0.02, 4, seed_of(seed, 34));
  struct Skyline {
    double far_px, near_px, foot_px;
  };
  std::vector<Skyline> skyline;
  for (int x = 0; x < width; ++x) {
    const double u = static_cast<double>(x) / height;
    skyline.push_back({height * (0.50 - 0.36 * ridge(u * 1.1, seed_of(seed, 35))),
                       height * (0.64 - 0.20 * ridge(u * 1.7, seed_of(seed, 36))),
                       height * (0.70 + 0.015 * static_cast<double>(noise_at(u * 2, 0.5, seed)))});
  }
  return painted(width, height, curve, [&](int x, int y) -> Light {
    const auto at = static_cast<std::size_t>(x);
    const float v = static_cast<float>(y) / static_cast<float>(height);
    const float c = clouds.row(y)[at], r = rock.row(y)[at], g = grass.row(y)[at];
    const auto& line = skyline[at];
    Light light = mixed({0.30F, 0.42F, 0.62F}, {0.72F, 0.76F, 0.80F}, v * 1.7F);
    light = mixed(light, {0.95F, 0.94F, 0.92F}, smooth_step(-0.02F, 0.55F, c) * 0.85F);
    const Light haze = {0.56F, 0.62F, 0.70F};
    const auto below_far = static_cast<float>((y - line.far_px) / height);
    const Light stone = scaled({0.21F, 0.20F, 0.22F}, 1 + 1.1F * r);
    const float snow = 1 - smooth_step(-0.02F, 0.02F, below_far - 0.10F + 0.16F * r);
    light = mixed(light, mixed(mixed(stone, scaled({0.88F, 0.90F, 0.96F}, 1 + 0.25F * r), snow), haze, 0.30F),
                  covered(line.far_px - y));
    const Light slope = mixed(scaled({0.13F, 0.15F, 0.09F}, 1 + 0.9F * r), haze, 0.10F);
    light = mixed(light, slope, covered(line.near_px - y));
    const float depth = (v - 0.70F) / 0.30F;
    const Light plain =
        scaled(mixed({0.33F, 0.29F, 0.19F}, {0.20F, 0.19F, 0.09F}, depth), 1 + (0.35F + 0.5F * depth) * g + 0.2F * r);
    return mixed(light, plain, covered(line.foot_px - y));
  });
}

/// A fence with tufts of grass before the valley: thin upright lines that belong to the scene.
void valley_front(World& world, int width, int height, const Curve& curve, std::uint64_t seed) {
  const auto grass = texture(width, height, height * 0.03, 5, seed_of(seed, 37));
  const double step = height * 0.21, radius = height * 0.006;
  world.cover = Plane(width, height);
  world.front = painted(width, height, curve, [&](int x, int y) -> Light {
    const auto at = static_cast<std::size_t>(x);
    const auto post = std::floor(x / step);
    const double lean = 0.02 * height * static_cast<double>(noise_at(post, 0.5, seed_of(seed, 38)));
    const Point p{x - (post + 0.5) * step, static_cast<double>(y)};
    const double tall = height * (0.80 + 0.02 * static_cast<double>(noise_at(post, 1.5, seed_of(seed, 38))));
    const double wood = outside_capsule(p, {lean, tall}, {0, height * 1.1}, radius);
    const double sag = x / step - post, wire_y = height * 0.84 + height * 0.02 * 4 * sag * (1 - sag);
    const double wire = std::abs(y - wire_y) - height * 0.0008;
    const double tuft = height * (0.955 - 0.05 * static_cast<double>(grass.row(height / 2)[at])) - y;
    world.cover.row(y)[at] = std::max({covered(wood), covered(wire), covered(tuft, 3)});
    if (wire < 0 && wood > 0) return {0.03F, 0.03F, 0.03F};
    if (tuft < 0) return scaled({0.10F, 0.11F, 0.04F}, 1.1F + grass.row(y)[at]);
    return scaled({0.17F, 0.14F, 0.11F}, 1 + 0.8F * grass.row(y)[at] - static_cast<float>(p.x / radius) * 0.2F);
  });
}

/// A plastered front with windows and a door, cobbles before it.
Picture street(int width, int height, const Curve& curve, std::uint64_t seed) {
  const auto plaster = texture(width, height, height * 0.22, 8, seed_of(seed, 41));
  const auto fine = texture(width, height, height * 0.012, 3, seed_of(seed, 42));
  const double h = height, bay = h * 0.42, kerb = h * 0.80;
  return painted(width, height, curve, [&](int x, int y) -> Light {
    const auto at = static_cast<std::size_t>(x);
    const float p = plaster.row(y)[at], f = fine.row(y)[at];
    const Point here{static_cast<double>(x), static_cast<double>(y)};
    if (y > kerb) {
      const double deep = (y - kerb) / h, row = std::floor(std::sqrt(deep) * 24);
      const double wide = h * (0.03 + 0.11 * deep), stone = x / wide + 0.5 * row;
      const float edge =
          smooth_step(0, 0.16F, static_cast<float>(std::abs(stone - std::floor(stone) - 0.5)) * -1 + 0.5F);
      const float own = noise_at(std::floor(stone) + 0.5, row + 0.5, seed_of(seed, 43));
      return scaled({0.26F, 0.25F, 0.24F}, (0.45F + 0.55F * edge) * (1 + 0.25F * own + 0.3F * f + 0.3F * p));
    }
    Light light = scaled({0.58F, 0.50F, 0.38F}, 1 + 0.38F * p + 0.10F * f);
    light = scaled(light, 1.08F - 0.35F * static_cast<float>(y / h));
    if (y > kerb - h * 0.09) light = scaled({0.24F, 0.21F, 0.20F}, 1 + 0.5F * p + 0.2F * f);  // plinth
    const double middle = (std::floor(x / bay) + 0.5) * bay;
    const bool door = static_cast<int>(std::floor(x / bay)) % 3 == 1;
    const double top = door ? h * 0.30 : h * 0.20, foot = door ? kerb : h * 0.56, half = h * 0.10;
    const double opening = std::min(outside_box(here, {middle - half, top}, {middle + half, foot}),
                                    outside_ellipse(here, {middle, top}, half, h * 0.05));
    light = mixed(light, scaled({0.70F, 0.64F, 0.52F}, 1 + 0.2F * p), covered(opening - h * 0.018));
    const Light glass = scaled(
        {0.05F, 0.07F, 0.09F},
        1 + 2.2F * smooth_step(0.0F, 0.5F, p + static_cast<float>((x - y) / h - std::floor((x - y) / h)) - 0.5F));
    const Light boards = scaled({0.16F, 0.09F, 0.05F}, 1 + 0.4F * noise_at(x / (h * 0.02), y / (h * 0.4), seed));
    light = mixed(light, door ? boards : glass, covered(opening));
    if (!door) {
      const double bars =
          std::min({std::abs(x - middle), std::abs(y - (top + foot) / 2), std::abs(y - top - 0.05 * h)}) - h * 0.005;
      light = mixed(light, {0.62F, 0.62F, 0.58F}, covered(std::max(bars, opening)));
    }
    return light;
  });
}

/// A garden out of focus.
Picture garden(int width, int height, const Curve& curve, std::uint64_t seed) {
  const auto leaves = texture(width, height, height * 0.35, 3, seed_of(seed, 51));
  const auto hue = texture(width, height, height * 0.6, 2, seed_of(seed, 52));
  auto picture = painted(width, height, curve, [&](int x, int y) -> Light {
    const auto at = static_cast<std::size_t>(x);
    const float l = leaves.row(y)[at];
    return scaled(mixed({0.10F, 0.16F, 0.07F}, {0.24F, 0.20F, 0.10F}, 0.5F + 0.5F * hue.row(y)[at]), 1.15F + 0.9F * l);
  });
  Random random(seed_of(seed, 53));
  for (int disc = 0; disc < 26; ++disc) {  // lights between the leaves
    const Point centre{random.unit() * width, random.unit() * height * 0.8};
    const double radius = height * random.between(0.02, 0.05);
    const float share = static_cast<float>(random.between(0.08, 0.35));
    const float warm = static_cast<float>(random.between(0.6, 1.0));
    paint(
        picture, curve, {centre.x - radius - 4, centre.y - radius - 4}, {centre.x + radius + 4, centre.y + radius + 4},
        [&](Point p) { return share * covered(outside_ellipse(p, centre, radius, radius), 4); },
        [&](Point) {
          return Light{0.9F, 0.85F * warm, 0.6F * warm};
        });
  }
  return picture;
}

}  // namespace

World build_world(Place place, int width, int front_width, int height, const Curve& curve, std::uint64_t seed) {
  World world;
  switch (place) {
    case Place::valley:
      world.back = valley(width, height, curve, seed);
      valley_front(world, front_width, height, curve, seed);
      break;
    case Place::street:
      world.back = street(width, height, curve, seed);
      break;
    case Place::portrait:
      world.back = garden(width, height, curve, seed);
      break;
  }
  return world;
}

}  // namespace tasma::samples
