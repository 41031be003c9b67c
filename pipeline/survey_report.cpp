#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "pipeline/core/printable.hpp"
#include "pipeline/findings_json.hpp"
#include "pipeline/survey.hpp"

namespace tasma::pipeline {
using Json = nlohmann::ordered_json;
namespace {

constexpr std::array sizes{"under_6", "6_to_20", "over_20"};
constexpr std::array sizes_for_people{"under 6 px", "6 to 20 px", "over 20 px"};

/// Figures are told as far as they mean something.
double rounded(double value, double steps) { return std::round(value * steps) / steps; }

double a_minute(std::int64_t count, const Census& census) {
  return census.minutes > 0 ? rounded(static_cast<double>(count) / census.minutes, 10) : 0;
}

DustCount all_dust(const Census& census) {
  DustCount all;
  for (const auto& count : census.dust) all.dark += count.dark, all.bright += count.bright;
  return all;
}

double scratched_share(const Census& census) {
  return census.frames > 0
             ? rounded(static_cast<double>(census.scratched_frames) / static_cast<double>(census.frames), 1000)
             : 0;
}

Json json_of(const FramePlace& frame) { return {{"number", frame.number}, {"position", frame.position}}; }

Json json_of(const std::vector<FramePlace>& frames) {
  Json list = Json::array();
  for (const auto& frame : frames) list.push_back(json_of(frame));
  return list;
}

Json json_of(const DustCount& count, const Census& census) {
  return {{"count", count.dark + count.bright},
          {"per_minute", a_minute(count.dark + count.bright, census)},
          {"dark_per_minute", a_minute(count.dark, census)},
          {"bright_per_minute", a_minute(count.bright, census)}};
}

std::string text_of(double value, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  return text.data();
}

/// Right-aligned columns, two blanks between.
std::string row(std::initializer_list<std::pair<std::string, std::size_t>> cells) {
  std::string line;
  for (const auto& [cell, width] : cells)
    line += "  " + std::string(width > cell.size() ? width - cell.size() : 0, ' ') + cell;
  return line;
}

std::string list_of(const std::vector<FramePlace>& frames) {
  constexpr std::size_t most_named = 12;
  std::string text = frames.empty() ? "none" : "";
  for (std::size_t i = 0; i < std::min(frames.size(), most_named); ++i)
    text += (i > 0 ? ", " : "") + std::to_string(frames[i].number);
  if (frames.size() > most_named) text += " and " + std::to_string(frames.size() - most_named) + " more";
  return text;
}

}  // namespace

std::string survey_json(const Survey& survey) {
  const auto& census = survey.census;
  const auto& stream = survey.stream;
  Json shots = Json::array();
  for (const auto& shot : census.shots)
    shots.push_back({{"kind", name_of(shot.kind)},
                     {"first", json_of(shot.first)},
                     {"last", json_of(shot.last)},
                     {"frames", shot.last.position - shot.first.position + 1}});
  auto dust = json_of(all_dust(census), census);
  auto& by_size = dust["by_size"] = Json::object();
  for (std::size_t i = 0; i < sizes.size(); ++i) by_size[sizes.at(i)] = json_of(census.dust.at(i), census);
  const Json document{{"schema", "tasma.survey/1"},
                      {"scan", printable(survey.scan)},
                      {"reel", survey.reel},
                      {"stream",
                       {{"width", stream.size.width},
                        {"height", stream.size.height},
                        {"planes", stream.planes},
                        {"depth", stream.depth},
                        {"rate", to_string(stream.rate)},
                        {"transfer", name_of(stream.transfer)}}},
                      {"settings", line_of(survey.asked)},
                      {"frames", census.frames},
                      {"unseen_frames", census.unseen},
                      {"duration_s", rounded(census.minutes * 60, 1000)},
                      {"picture", census.picture ? Json{{"first", json_of(census.picture->first)},
                                                        {"last", json_of(census.picture->second)}}
                                                 : Json()},
                      {"shots", std::move(shots)},
                      {"flash_frames", json_of(census.flashes)},
                      {"duplicate_frames", json_of(census.duplicates)},
                      {"suspect_frames", json_of(census.suspects)},
                      {"dust", std::move(dust)},
                      {"scratches",
                       {{"count", census.scratches},
                        {"per_minute", a_minute(census.scratches, census)},
                        {"frames", census.scratched_frames},
                        {"frames_share", scratched_share(census)}}},
                      {"flicker_percent", rounded(census.flicker_percent, 100)},
                      {"weave_px", rounded(census.weave_px, 100)},
                      {"exit", static_cast<int>(exit_code_of(survey.findings))},
                      {"findings", findings_json(survey.findings)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string survey_text(const Survey& survey) {
  const auto& census = survey.census;
  std::string text = survey.reel + ": " + printable(survey.scan) + '\n';
  if (census.shots.empty()) return text;
  const auto line = [&](const std::string& name, const std::string& value) {
    text += "  " + name + std::string(name.size() < 18 ? 18 - name.size() : 1, ' ') + value + '\n';
  };
  const auto range = [](const FramePlace& first, const FramePlace& last) {
    return std::to_string(first.number) + '-' + std::to_string(last.number);
  };
  line("frames", std::to_string(census.frames) + " (" + range(census.shots.front().first, census.shots.back().last) +
                     "), " + text_of(census.minutes * 60, 1) + " s at " + to_string(survey.stream.rate) + " a second");
  if (census.unseen > 0) line("missing or damaged", std::to_string(census.unseen));
  line("picture", census.picture ? range(census.picture->first, census.picture->second) : "none");
  line("flash frames", list_of(census.flashes));
  line("duplicate frames", list_of(census.duplicates));
  line("suspect frames", list_of(census.suspects));
  line("line scratches", text_of(a_minute(census.scratches, census), 1) + " a minute, in " +
                             text_of(100 * scratched_share(census), 1) + " % of the frames");
  line("flicker", text_of(census.flicker_percent, 2) + " %");
  line("weave", text_of(census.weave_px, 2) + " px");

  text += "\n  dust a minute " + row({{"dark", 9}, {"bright", 9}, {"all", 9}}) + '\n';
  const auto dust = [&](const std::string& name, const DustCount& count) {
    const auto cell = [&](std::int64_t number) {
      return std::pair(text_of(a_minute(number, census), 1), std::size_t{9});
    };
    text += "  " + name + std::string(14 - name.size(), ' ') +
            row({cell(count.dark), cell(count.bright), cell(count.dark + count.bright)}) + '\n';
  };
  for (std::size_t i = 0; i < sizes_for_people.size(); ++i) dust(sizes_for_people.at(i), census.dust.at(i));
  dust("all", all_dust(census));
  text += "  (sizes at 2048 across)\n\n" + row({{"shot", 5}, {"first", 9}, {"last", 9}, {"frames", 7}}) + "  kind\n";
  for (std::size_t i = 0; i < census.shots.size(); ++i) {
    const auto& [first, last, kind] = census.shots[i];
    text += row({{std::to_string(i + 1), 5},
                 {std::to_string(first.number), 9},
                 {std::to_string(last.number), 9},
                 {std::to_string(last.position - first.position + 1), 7}}) +
            "  " + std::string(name_of(kind)) + '\n';
  }
  return text;
}

}  // namespace tasma::pipeline
