#include "samples/reel.hpp"

#include <algorithm>
#include <cmath>

namespace tasma::samples {
namespace {

constexpr double jump_px = 7;  // of the picture behind a splice, on a frame of 1556 lines

/// One plane of light as a panchromatic stock sees it.
Picture greyed(const Picture& colours) {
  Plane grey(colours[0].width(), colours[0].height());
  for (int y = 0; y < grey.height(); ++y) {
    const auto red = colours[0].row(y), green = colours[1].row(y), blue = colours[2].row(y);
    const auto to = grey.row(y);
    for (std::size_t x = 0; x < to.size(); ++x) to[x] = 0.30F * red[x] + 0.54F * green[x] + 0.16F * blue[x];
  }
  return {grey};
}

Picture cropped(const Picture& picture, double x, double y, int width, int height) {
  Picture part;
  for (const auto& plane : picture) part.push_back(part_of(plane, x, y, width, height));
  return part;
}

int margin_of(const ReelSpec& spec) {
  const double jump = spec.splices ? jump_px * spec.height / 1556 : 0;
  return static_cast<int>(std::ceil(2.1 * spec.weave + jump)) + (spec.weave > 0 || jump > 0 ? 3 : 0);
}

}  // namespace

Reel::Reel(const ReelSpec& spec)
    : spec_(spec),
      curve_(spec.transfer),
      margin_(margin_of(spec)),
      shots_(cut_into_shots(spec.frames, spec.seed)),
      scene_(spec.width + 2 * margin_, spec.height + 2 * margin_, shots_, curve_),
      grain_(spec.seed) {}

bool Reel::spliced(std::int64_t position) const {
  return spec_.splices && position > 0 &&
         std::ranges::any_of(shots_, [&](const Shot& shot) { return shot.begin == position; });
}

Reel::Frame Reel::draw(std::int64_t position) {
  auto film = scene_.draw(position);
  if (spec_.components == 1) film = greyed(film);
  grain_.add(film, position);

  Frame frame;
  frame.truth = still_of(cropped(film, margin_, margin_, spec_.width, spec_.height));
  if (spec_.flicker > 0) frame.gain = add_flicker(film, spec_.flicker, position, curve_, spec_.seed);
  Mask whole(static_cast<std::size_t>(film[0].width()) * static_cast<std::size_t>(film[0].height()));
  add_scratches(film, whole, spec_.scratches, position, spec_.frames, spec_.seed);
  if (spec_.dust > 0) add_dust(film, whole, spec_.dust, position, curve_, spec_.seed);

  if (spec_.weave > 0) frame.shift = weave_of(spec_.weave, position, spec_.seed);
  for (const int since : {0, 1, 2})
    if (spliced(position - since))
      frame.shift.y_px += (since == 0 ? 1 : since == 1 ? -0.45 : 0.15) * jump_px * spec_.height / 1556;
  auto seen = cropped(film, margin_ - frame.shift.x_px, margin_ - frame.shift.y_px, spec_.width, spec_.height);

  const auto width = static_cast<std::size_t>(spec_.width), wide = static_cast<std::size_t>(film[0].width());
  frame.mask.resize(width * static_cast<std::size_t>(spec_.height));
  for (std::size_t y = 0; y < static_cast<std::size_t>(spec_.height); ++y)
    for (std::size_t x = 0; x < width; ++x)
      frame.mask[y * width + x] =
          whole[(y + static_cast<std::size_t>(margin_)) * wide + x + static_cast<std::size_t>(margin_)];
  if (spliced(position)) add_splice(seen, frame.mask, /*before_the_cut=*/false, spec_.seed);
  if (spliced(position + 1)) add_splice(seen, frame.mask, /*before_the_cut=*/true, spec_.seed);
  frame.scan = still_of(seen);
  return frame;
}

Still Reel::still_of(const Picture& picture) const {
  Still still{spec_.width, spec_.height, spec_.components, spec_.depth, {}};
  const auto most = static_cast<float>((1 << spec_.depth) - 1);
  const auto components = static_cast<std::size_t>(spec_.components), width = static_cast<std::size_t>(spec_.width);
  still.samples.resize(components * width * static_cast<std::size_t>(spec_.height), static_cast<std::uint16_t>(most));
  for (std::size_t plane = 0; plane < picture.size(); ++plane)
    for (int y = 0; y < spec_.height; ++y) {
      const auto from = picture[plane].row(y);
      auto* to = still.samples.data() + static_cast<std::size_t>(y) * width * components + plane;
      for (std::size_t x = 0; x < width; ++x)
        to[x * components] = static_cast<std::uint16_t>(std::clamp(from[x], 0.0F, 1.0F) * most + 0.5F);
    }
  return still;
}

std::string Reel::file_name(std::int64_t position) const {
  auto number = std::to_string(spec_.first + position);
  if (number.size() < 7) number.insert(0, 7 - number.size(), '0');
  return "frame_" + number + (spec_.format == Format::dpx ? ".dpx" : ".tif");
}

}  // namespace tasma::samples
