#include "codecs/subtitles/overlay.hpp"

#include <ass/ass.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>

#include "codecs/handle.hpp"
#include "codecs/subtitles/ass_script.hpp"
#include "codecs/subtitles/style.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::subtitles {
namespace {

using Library = Handle<ASS_Library, ass_library_done>;
using AssRenderer = Handle<ASS_Renderer, ass_renderer_done>;
using Track = Handle<ASS_Track, ass_free_track>;

constexpr int smallest = 16, largest = 16384;  // pixels
constexpr double border_of_size = 0.05;        // width of the border in sizes of the font
constexpr std::uint32_t full = 65535;

void say_nothing(int, const char*, va_list, void*) {}

char* c_copy(const std::string& text) {
  auto* const copy = strdup(text.c_str());
  if (copy == nullptr) throw std::bad_alloc();
  return copy;
}

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

}  // namespace

struct Overlay::Renderer {
  std::vector<Cue> cues;
  Size picture;
  Library library{ass_library_init()};
  AssRenderer renderer;
  Track track;
  std::optional<std::vector<std::size_t>> drawn;  // numbers of the cues in `boxes`
  std::vector<CoverageBox> boxes;

  void open(const Font& font) {
    if (!library) throw std::bad_alloc();
    ass_set_message_cb(library.get(), say_nothing, nullptr);
    ass_set_extract_fonts(library.get(), 0);
    ass_add_font(library.get(), "font", reinterpret_cast<const char*>(font.bytes().data()),
                 static_cast<int>(font.bytes().size()));
    renderer.reset(ass_renderer_init(library.get()));
    if (!renderer) throw std::bad_alloc();
    ass_set_fonts(renderer.get(), nullptr, font.family().c_str(), ASS_FONTPROVIDER_NONE, nullptr, 0);
    ass_set_frame_size(renderer.get(), picture.width, picture.height);
    ass_set_storage_size(renderer.get(), picture.width, picture.height);
    ass_set_hinting(renderer.get(), ASS_HINTING_NONE);
    ass_set_shaper(renderer.get(), ASS_SHAPING_COMPLEX);
    const auto size = static_cast<double>(picture.height) * font_points / points_of_height;
    auto header = ass_header({picture, font.family(), size * font.line_height(), size * border_of_size});
    track.reset(ass_read_memory(library.get(), header.data(), header.size(), nullptr));
    if (!track || track->n_styles < 1) throw std::bad_alloc();
  }

  /// Draws these cues and no others, so that what stands at a time does not depend on what stood before: libass keeps
  /// overlapping events where they first were.
  void draw(const std::vector<std::size_t>& numbers) {
    ass_flush_events(track.get());
    for (const auto number : numbers) {
      const auto& cue = cues[number];
      const auto place = ass_place(cue.place.value_or(Place{}), picture);
      const int added = ass_alloc_event(track.get());
      if (added < 0) throw std::bad_alloc();
      auto& event = track->events[added];
      event.Start = 0;
      event.Duration = 1000;
      event.ReadOrder = track->n_events;
      event.Style = track->n_styles - 1;
      event.MarginV = place.margin;
      event.Text = c_copy(place.tag + ass_text(cue.lines, Braces::escaped));
    }
    boxes = boxes_of(numbers.empty() ? nullptr : ass_render_frame(renderer.get(), track.get(), 500, nullptr));
  }
};

Overlay::Overlay(const Subtitles& subtitles, const Font& font, Size picture) : renderer_(std::make_unique<Renderer>()) {
  if (std::min(picture.width, picture.height) < smallest || std::max(picture.width, picture.height) > largest)
    throw Error(ExitCode::usage, Message("T2870", "subtitles cannot be drawn for a picture of {1} x {2}",
                                         {std::to_string(picture.width), std::to_string(picture.height)}));
  renderer_->cues = subtitles.cues;
  renderer_->picture = picture;
  renderer_->open(font);
}

Overlay::~Overlay() = default;
Overlay::Overlay(Overlay&&) noexcept = default;
Overlay& Overlay::operator=(Overlay&&) noexcept = default;

const std::vector<CoverageBox>& Overlay::at(std::int64_t time_ms) {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < renderer_->cues.size() && renderer_->cues[i].begin_ms <= time_ms; ++i)
    if (renderer_->cues[i].end_ms > time_ms) numbers.push_back(i);
  if (renderer_->drawn != numbers) {
    renderer_->draw(numbers);
    renderer_->drawn = std::move(numbers);
  }
  return renderer_->boxes;
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
