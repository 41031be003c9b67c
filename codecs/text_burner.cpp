#include "codecs/text_burner.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "codecs/subtitles/on_film.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

/// "00:01:02:03": hours, minutes, seconds and frames, as many a second as the rate comes nearest to.
std::string timecode(std::int64_t frame, const Rational& rate) {
  const auto second = std::max<std::int64_t>(1, std::llround(rate.value()));
  const auto s = frame / second;
  std::string text;
  for (const auto part : {s / 3600, s / 60 % 60, s % 60, frame % second})
    text += (text.empty() ? "" : ":") + (part < 10 ? '0' + std::to_string(part) : std::to_string(part));
  return text;
}

subtitles::Overlay overlay_of(const BurntText& burnt, std::span<const CopySubtitles> texts, Size picture) {
  if (burnt.kind == BurntText::Kind::counter) return {{}, subtitles::Font(subtitles::default_font()), picture};
  const auto text =
      std::ranges::find(texts, burnt.language, [](const CopySubtitles& one) { return one.cues.language; });
  if (text == texts.end())
    throw Error(ExitCode::bug, Message("T2658", "no subtitles in {1} to be burnt in", {burnt.language}));
  return {text->cues, *text->font, picture};
}

}  // namespace

TextBurner::TextBurner(const BurntText& burnt, std::span<const CopySubtitles> texts, const Rational& rate, Size picture)
    : counts_(burnt.kind == BurntText::Kind::counter), rate_(rate), overlay_(overlay_of(burnt, texts, picture)) {}

const std::vector<subtitles::CoverageBox>& TextBurner::at(const FramePlace& place) {
  if (!counts_) return overlay_.at(subtitles::middle_of_frame_ms(place.position, rate_));
  const auto text = std::to_string(place.number) + "   " + timecode(place.position, rate_);
  subtitles::Cue cue;
  cue.lines = {{{text}}};
  cue.place.emplace().vertical = subtitles::Vertical::top;
  return overlay_.draw(cue);
}

}  // namespace tasma::codecs
