#pragma once

#include <cstdint>
#include <vector>

#include "samples/picture.hpp"
#include "samples/transfer.hpp"
#include "samples/world.hpp"

namespace tasma::samples {

struct Shot {
  Place place{};
  std::int64_t begin = 0, end = 0;  // positions, half open
  std::uint64_t seed = 0;
};

/// Cuts a reel into shots of about a third of it, 8 to 72 frames each.
std::vector<Shot> cut_into_shots(std::int64_t frames, std::uint64_t seed);

/// What stood before the camera: textured places under a panning camera, people and things that move.
class Scene {
 public:
  Scene(int width, int height, std::vector<Shot> shots, const Curve& curve);

  /// Red, green and blue, without grain. Quick when frames are asked for in order: a shot's place is built once.
  Picture draw(std::int64_t position);

 private:
  int width_, height_;
  std::vector<Shot> shots_;
  const Curve& curve_;
  const Shot* built_ = nullptr;
  World world_;
};

}  // namespace tasma::samples
