#include "codecs/subtitles/coverage.hpp"

#include <algorithm>

#include "codecs/subtitles/ass_coverage.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

constexpr std::uint32_t full = 65535;

Rectangle united(const Rectangle& a, const Rectangle& b) {
  const int x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {
      x,
      y,
      {std::max(a.x + a.size.width, b.x + b.size.width) - x, std::max(a.y + a.size.height, b.y + b.size.height) - y}};
}

bool overlap(const Rectangle& a, const Rectangle& b) {
  return a.x < b.x + b.size.width && b.x < a.x + a.size.width && a.y < b.y + b.size.height && b.y < a.y + a.size.height;
}

/// An image of libass and the least rectangle of the picture that holds what it covers: how much room is around that
/// depends on the machine.
struct Layer {
  const ASS_Image* image;
  Rectangle where;
};

std::vector<Layer> layers_of(const ASS_Image* images) {
  std::vector<Layer> layers;
  for (const auto* image = images; image != nullptr; image = image->next) {
    int left = image->w, right = 0, top = image->h, bottom = 0;
    for (int y = 0; y < image->h; ++y)
      for (int x = 0; x < image->w; ++x)
        if (image->bitmap[static_cast<std::ptrdiff_t>(y) * image->stride + x] != 0) {
          left = std::min(left, x);
          right = std::max(right, x + 1);
          top = std::min(top, y);
          bottom = y + 1;
        }
    if (right > left)
      layers.push_back({image, {image->dst_x + left, image->dst_y + top, {right - left, bottom - top}}});
  }
  return layers;
}

/// The fewest rectangles that hold all layers, each a united one, and do not overlap.
std::vector<Rectangle> rectangles_of(const std::vector<Layer>& layers) {
  std::vector<Rectangle> boxes;
  for (const auto& layer : layers) {
    auto box = layer.where;
    for (auto other = boxes.begin(); other != boxes.end();) {
      if (overlap(box, *other)) {
        box = united(box, *other);
        boxes.erase(other);
        other = boxes.begin();  // larger now, it may touch those it did not
      } else {
        ++other;
      }
    }
    boxes.push_back(box);
  }
  return boxes;
}

std::uint16_t share(std::uint32_t value, std::uint32_t of_full) {
  return static_cast<std::uint16_t>((value * of_full + full / 2) / full);
}

/// Lays a layer over what a box holds.
void lay(const Layer& layer, CoverageBox& box) {
  const auto& [image, where] = layer;
  const auto grey = (image->color >> 24) * 257;  // red is green is blue
  const auto opacity = 255 - (image->color & 0xff);
  for (int y = where.y; y < where.y + where.size.height; ++y) {
    const auto* const row = image->bitmap + static_cast<std::ptrdiff_t>(y - image->dst_y) * image->stride;
    auto at = static_cast<std::size_t>(y - box.where.y) * static_cast<std::size_t>(box.where.size.width) +
              static_cast<std::size_t>(where.x - box.where.x);
    for (int x = where.x; x < where.x + where.size.width; ++x, ++at) {
      const auto covered = (row[x - image->dst_x] * opacity * 257 + 127) / 255;
      box.coverage[at] = static_cast<std::uint16_t>(covered + share(box.coverage[at], full - covered));
      box.light[at] = static_cast<std::uint16_t>(share(grey, covered) + share(box.light[at], full - covered));
    }
  }
}

}  // namespace

std::vector<CoverageBox> boxes_of(const ASS_Image* images) {
  const auto layers = layers_of(images);
  std::vector<CoverageBox> boxes;
  for (const auto& rectangle : rectangles_of(layers)) {
    const auto samples =
        static_cast<std::size_t>(rectangle.size.width) * static_cast<std::size_t>(rectangle.size.height);
    CoverageBox box{rectangle, std::vector<std::uint16_t>(samples), std::vector<std::uint16_t>(samples)};
    for (const auto& layer : layers)
      if (overlap(layer.where, rectangle)) lay(layer, box);
    boxes.push_back(std::move(box));
  }
  std::ranges::sort(boxes, {}, [](const CoverageBox& box) { return std::pair(box.where.y, box.where.x); });
  return boxes;
}

void blend(const CoverageBox& box, std::span<std::uint16_t> plane, std::size_t stride, int depth) {
  const auto width = static_cast<std::size_t>(box.where.size.width);
  const auto left = static_cast<std::size_t>(box.where.x);
  const auto end = static_cast<std::size_t>(box.where.y + box.where.size.height - 1) * stride + left + width;
  if (box.where.x < 0 || box.where.y < 0 || left + width > stride || end > plane.size())
    throw Error(ExitCode::bug, Message("T2871", "a subtitle was drawn for another size of picture"));
  const auto white = (1u << depth) - 1;
  for (std::size_t at = 0; at < box.light.size(); ++at) {
    auto& sample = plane[(static_cast<std::size_t>(box.where.y) + at / width) * stride + left + at % width];
    sample = static_cast<std::uint16_t>((box.light[at] * white + sample * (full - box.coverage[at]) + full / 2) / full);
  }
}

void blend(std::span<const CoverageBox> boxes, Image& picture) {
  const auto stride = picture.stride() / sizeof(std::uint16_t);
  const auto rows = static_cast<std::size_t>(picture.size().height);
  for (const auto& box : boxes) {
    if (box.where.x + box.where.size.width > picture.size().width)
      throw Error(ExitCode::bug, Message("T2871", "a subtitle was drawn for another size of picture"));
    for (int plane = 0; plane < picture.colours(); ++plane)
      blend(box, {picture.row(plane, 0).data(), stride * rows}, stride, picture.depth());
  }
}

}  // namespace tasma::codecs::subtitles
