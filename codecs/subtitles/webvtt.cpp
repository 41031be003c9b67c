#include "codecs/subtitles/webvtt.hpp"

#include <charconv>

#include "codecs/subtitles/markup.hpp"

namespace tasma::codecs::subtitles {
namespace {

std::string time_of(std::int64_t ms) {
  return two_digits(ms / 3'600'000) + ':' + two_digits(ms / 60'000 % 60) + ':' + two_digits(ms / 1000 % 60) + '.' +
         std::to_string(1000 + ms % 1000).substr(1);
}

std::string settings_of(const Place& place) {
  std::string settings;
  if (place.vertical == Vertical::top)
    settings += place.distance ? " line:" + per_cent(*place.distance) + '%' : " line:0";
  if (place.vertical == Vertical::middle) settings += " line:50%";
  if (place.horizontal == Horizontal::left) settings += " align:left";
  if (place.horizontal == Horizontal::right) settings += " align:right";
  return settings;
}

/// Thousandths of the height, from "12.5%".
std::optional<int> thousandths_of(std::string_view value) {
  double number = 0;
  const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (failure != std::errc() || std::string_view(end, value.data() + value.size()) != "%") return std::nullopt;
  if (!(number >= 0 && number <= 100)) return std::nullopt;
  return static_cast<int>(number * 10 + 0.5);
}

void take_line(std::string_view value, Place& place) {
  value = value.substr(0, value.find(','));
  if (const auto from_top = thousandths_of(value)) {
    place.vertical = *from_top < 400 ? Vertical::top : *from_top < 600 ? Vertical::middle : Vertical::bottom;
    if (place.vertical == Vertical::top) place.distance = from_top;
  } else if (!value.empty() && value.front() >= '0' && value.front() <= '9' && !value.ends_with('%')) {
    place.vertical = Vertical::top;
  }
}

}  // namespace

std::string write_webvtt(const Subtitles& subtitles) {
  std::string text = "WEBVTT\n";
  for (std::size_t i = 0; i < subtitles.cues.size(); ++i) {
    const auto& cue = subtitles.cues[i];
    text += '\n' + std::to_string(i + 1) + '\n' + time_of(cue.begin_ms) + " --> " + time_of(cue.end_ms);
    if (cue.place) text += settings_of(*cue.place);
    text += '\n';
    for (const auto& line : cue.lines) {
      for (const auto& run : line) {
        if (run.italic) text += "<i>";
        if (run.bold) text += "<b>";
        text += escaped(run.text);
        if (run.bold) text += "</b>";
        if (run.italic) text += "</i>";
      }
      text += '\n';
    }
  }
  return text;
}

std::optional<Place> place_of_webvtt(std::string_view settings) {
  Place place;
  while (!settings.empty()) {
    const auto end = std::min(settings.find_first_of(" \t\n"), settings.size());
    const auto setting = settings.substr(0, end);
    settings.remove_prefix(std::min(end + 1, settings.size()));
    if (setting.starts_with("line:")) take_line(setting.substr(5), place);
    if (setting == "align:left" || setting == "align:start") place.horizontal = Horizontal::left;
    if (setting == "align:right" || setting == "align:end") place.horizontal = Horizontal::right;
  }
  return place == Place{} ? std::nullopt : std::optional(place);
}

}  // namespace tasma::codecs::subtitles
