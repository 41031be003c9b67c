#include "codecs/copy.hpp"

#include <algorithm>

#include "codecs/recipe.hpp"

namespace tasma::codecs {
namespace {

using enum ScreeningFormat;

constexpr Size as_wide_as_it_is{16384, 1080}, high_definition{1920, 1080}, small{960, 540}, two_k{2048, 1080},
    four_k{4096, 2160};
constexpr std::uint64_t fat32_bytes = 4'000'000'000;  // the file system of sticks holds 2^32 - 1 in a file
const BurntText burnt_subtitles{BurntText::Kind::subtitles, {}}, counter{BurntText::Kind::counter, {}};

}  // namespace

std::span<const CopyChoice> copy_formats() {
  // screening.md 3: grain would take 80 Mbit/s in H.264, which no reading room's machine plays.
  static const std::vector<CopyChoice> formats{
      {"h264", Message("T2660", "H.264 High in MP4, AAC: plays everywhere"), {{"h264", {h264, as_wide_as_it_is, 20}}}},
      {"h265",
       Message("T2661", "H.265 Main 10 in MP4, AAC: half the size, for newer players"),
       {{"h265", {h265, as_wide_as_it_is, 20}}}},
      {"prores",
       Message("T2662", "ProRes 422 HQ in MOV, 24-bit PCM: editing and playout"),
       {{"prores", {prores, as_wide_as_it_is, 195}}}},
      {"prores4444",
       Message("T2663", "ProRes 4444 in MOV, 24-bit PCM: grading"),
       {{"prores4444", {prores4444, as_wide_as_it_is, 330}}}},
      {"dnxhr",
       Message("T2664", "DNxHR HQX in MOV, 24-bit PCM: editing with Avid"),
       {{"dnxhr", {dnxhr, as_wide_as_it_is, 176}}}},
      {"dcp", Message("T2665", "SMPTE DCP, 2K flat or scope: cinema servers"), {{"dcp", {dcp, two_k, 225}}}},
      {"dcp-4k", Message("T2672", "SMPTE DCP, 4K: cinema servers"), {{"dcp-4k", {dcp, four_k, 225}}}},
  };
  return formats;
}

std::span<const CopyChoice> copy_presets() {
  static const std::vector<CopyChoice> presets{
      {"cinema-safe",
       Message("T2666", "DCP for servers of any age: 24 a second, at most 200 Mbit/s, subtitles burnt in"),
       {{"cinema-safe", {dcp, two_k, 200, 0, burnt_subtitles}, false, 0, 24, true}}},
      {"cinema", Message("T2667", "DCP, at most 225 Mbit/s"), {{"cinema", {dcp, two_k, 225}}}},
      {"festival",
       Message("T2668", "DCP, and ProRes 422 HQ for playout and press"),
       {{"festival", {dcp, two_k, 225}}, {"festival", {prores, as_wide_as_it_is, 195}}}},
      {"laptop",
       Message("T2669", "H.264 of at most 1920x1080, stereo: a computer and a projector"),
       {{"laptop", {h264, high_definition, 20}, true}}},
      {"tv-usb",
       Message("T2670", "H.264 of level 4.1, at most 20 Mbit/s, stereo, files below 4 GB: a stick in a television"),
       {{"tv-usb", {h264, high_definition, 20, 41}, true, fat32_bytes, 30}}},
      {"review",
       Message("T2671", "H.264 of at most 960x540, stereo, number and time of each frame burnt in: to talk about"),
       {{"review", {h264, small, 4, 0, counter}, true}}},
  };
  return presets;
}

const CopyChoice* find_choice(std::span<const CopyChoice> choices, std::string_view name) {
  const auto found = std::ranges::find(choices, name, &CopyChoice::name);
  return found == choices.end() ? nullptr : &*found;
}

std::string line_of(const Coding& coding) {
  const auto of_format = [&](const CopyChoice& choice) { return choice.copies[0].coding.format == coding.format; };
  auto line = std::ranges::find_if(copy_formats(), of_format)->name + '-' + std::to_string(coding.within.width) + 'x' +
              std::to_string(coding.within.height) + '-' + std::to_string(coding.megabits);
  if (coding.level > 0) line += "-level" + std::to_string(coding.level);
  if (coding.burnt.kind == BurntText::Kind::counter) line += "-counter";
  if (coding.burnt.kind == BurntText::Kind::subtitles) line += "-text-" + coding.burnt.language;
  if (coding.container) line += '-' + std::string(name_of(*coding.container));
  return line + (coding.archive_rate ? "-archive" : "");
}

std::string sound_line(const CopySpec& copy) {
  if (copy.coding.format == dcp) return "dcp";
  return std::string(recipe_of(copy.coding).is_delivered ? "aac" : "pcm") + (copy.stereo ? "-stereo" : "");
}

std::string file_name(const CopySpec& copy, const std::string& film, int part) {
  if (copy.coding.format == dcp) return film + '_' + copy.name;
  return film + '.' + copy.name + '.' + (part > 0 ? std::to_string(part) + '.' : "") + recipe_of(copy.coding).container;
}

}  // namespace tasma::codecs
