#include "samples/scene.hpp"

#include <algorithm>

#include "samples/figures.hpp"
#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

constexpr double parallax = 1.9;  // how much faster the front passes by

/// How far the camera turns in a frame, in picture heights.
double pan_of(Place place) { return place == Place::valley ? 0.0035 : 0; }

}  // namespace

std::vector<Shot> cut_into_shots(std::int64_t frames, std::uint64_t seed) {
  const auto typical = std::clamp<std::int64_t>(frames / 3, 8, 72);
  Random random(seed_of(seed, 71));
  std::vector<Shot> shots;
  for (std::int64_t begin = 0; begin < frames;) {
    const auto jitter = static_cast<std::int64_t>(random.between(-0.2, 0.2) * static_cast<double>(typical));
    auto end = begin + typical + jitter;
    if (frames - end < 8) end = frames;  // no stumps
    const auto count = shots.size();
    shots.push_back({static_cast<Place>(count % 3), begin, end, seed_of(seed, 72, count)});
    begin = end;
  }
  return shots;
}

Scene::Scene(int width, int height, std::vector<Shot> shots, const Curve& curve)
    : width_(width), height_(height), shots_(std::move(shots)), curve_(curve) {}

Picture Scene::draw(std::int64_t position) {
  const auto shot = std::ranges::find_if(shots_, [&](const Shot& s) { return position < s.end; });
  const double step = pan_of(shot->place) * height_, age = static_cast<double>(position - shot->begin);
  if (built_ != &*shot) {
    const double way = step * static_cast<double>(shot->end - shot->begin);
    world_ = build_world(shot->place, width_ + static_cast<int>(way) + 4, width_ + static_cast<int>(way * parallax) + 4,
                         height_, curve_, shot->seed);
    built_ = &*shot;
  }
  Picture picture;
  for (const auto& plane : world_.back) picture.push_back(part_of(plane, step * age, 0, width_, height_));
  draw_figures(picture, shot->place, age, step * age, curve_, shot->seed);
  if (world_.front.empty()) return picture;

  const auto cover = part_of(world_.cover, step * age * parallax, 0, width_, height_);
  for (std::size_t plane = 0; plane < picture.size(); ++plane) {
    const auto front = part_of(world_.front[plane], step * age * parallax, 0, width_, height_);
    for (int y = 0; y < height_; ++y) {
      const auto to = picture[plane].row(y);
      const auto from = front.row(y), share = cover.row(y);
      for (std::size_t x = 0; x < to.size(); ++x) to[x] += (from[x] - to[x]) * std::clamp(share[x], 0.0F, 1.0F);
    }
  }
  return picture;
}

}  // namespace tasma::samples
