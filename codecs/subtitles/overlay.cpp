#include "codecs/subtitles/overlay.hpp"

#include <ass/ass.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <new>
#include <optional>
#include <span>

#include "codecs/handle.hpp"
#include "codecs/subtitles/ass_coverage.hpp"
#include "codecs/subtitles/ass_script.hpp"
#include "codecs/subtitles/style.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/library_log.hpp"

namespace tasma::codecs::subtitles {
namespace {

using Library = Handle<ASS_Library, ass_library_done>;
using AssRenderer = Handle<ASS_Renderer, ass_renderer_done>;
using Track = Handle<ASS_Track, ass_free_track>;

constexpr int smallest = 16, largest = 16384;  // pixels
constexpr double border_of_size = 0.05;        // width of the border in sizes of the font

void hear(int level, const char* format, va_list arguments, void*) {
  std::array<char, 1024> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  using enum LibraryLevel;
  if (level <= 4) tell_library_log(level <= 1 ? error : level <= 3 ? warning : info, "libass", text.data());
}

char* c_copy(const std::string& text) {
  auto* const copy = strdup(text.c_str());
  if (copy == nullptr) throw std::bad_alloc();
  return copy;
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
    ass_set_message_cb(library.get(), hear, nullptr);
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
  void draw(std::span<const Cue* const> together) {
    ass_flush_events(track.get());
    for (const auto* const cue : together) {
      const auto place = ass_place(cue->place.value_or(Place{}), picture);
      const int added = ass_alloc_event(track.get());
      if (added < 0) throw std::bad_alloc();
      auto& event = track->events[added];
      event.Start = 0;
      event.Duration = 1000;
      event.ReadOrder = track->n_events;
      event.Style = track->n_styles - 1;
      event.MarginV = place.margin;
      event.Text = c_copy(place.tag + ass_text(cue->lines, Braces::escaped));
    }
    boxes = boxes_of(together.empty() ? nullptr : ass_render_frame(renderer.get(), track.get(), 500, nullptr));
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
    std::vector<const Cue*> together;
    for (const auto number : numbers) together.push_back(&renderer_->cues[number]);
    renderer_->draw(together);
    renderer_->drawn = std::move(numbers);
  }
  return renderer_->boxes;
}

const std::vector<CoverageBox>& Overlay::draw(const Cue& cue) {
  renderer_->drawn.reset();
  renderer_->draw(std::array{&cue});
  return renderer_->boxes;
}

}  // namespace tasma::codecs::subtitles
