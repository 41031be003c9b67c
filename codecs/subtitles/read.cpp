#include "codecs/subtitles/read.hpp"

#include <algorithm>
#include <map>

#include "codecs/input_file.hpp"
#include "codecs/subtitles/encoding.hpp"
#include "codecs/subtitles/readers.hpp"
#include "codecs/subtitles/utf8.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::subtitles {
namespace {

constexpr std::uint64_t most_bytes = 16 << 20;  // of a file
constexpr std::size_t most_lines = 100;         // of a cue
constexpr std::size_t most_text = 4'000;        // bytes of a cue
constexpr std::int64_t longest_ms = 100LL * 3600 * 1000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string suffix_of(const std::filesystem::path& file) {
  auto suffix = file.extension().string();
  std::ranges::transform(suffix, suffix.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return suffix;
}

Subtitles read_text(const std::string& suffix, const std::string& text, const std::string& shown) {
  static const std::map<std::string, TextFormat> formats{
      {".srt", TextFormat::srt}, {".vtt", TextFormat::webvtt}, {".ass", TextFormat::ass}, {".ssa", TextFormat::ass}};
  if (const auto found = formats.find(suffix); found != formats.end())
    return read_timed_text(text, found->second, shown);
  return read_dcp_xml(text, shown);
}

void check(const Cue& cue, const std::string& shown) {
  const auto line = std::to_string(cue.source_line);
  std::size_t bytes = 0;
  for (const auto& one : cue.lines)
    for (const auto& run : one) {
      bytes += run.text.size();
      const auto characters = characters_of(run.text);
      if (const auto bad = std::ranges::find_if(characters, is_control); bad != characters.end())
        throw Error(ExitCode::material, Message("T2819", "{1}: control character {2} in the cue of line {3}; remove it",
                                                {shown, code_of(*bad), line}));
    }
  if (cue.lines.size() > most_lines || bytes > most_text)
    throw Error(ExitCode::material, Message("T2810",
                                            "{1}: the cue of line {2} holds {3} lines and {4} bytes of text; no cue is "
                                            "so long, so look for a missing empty line",
                                            {shown, line, std::to_string(cue.lines.size()), std::to_string(bytes)}));
  if (std::max(std::abs(cue.begin_ms), std::abs(cue.end_ms)) > longest_ms)
    throw Error(ExitCode::material,
                Message("T2818", "{1}: the cue of line {2} lies beyond 100 hours; correct its time", {shown, line}));
}

}  // namespace

bool is_language_tag(const std::string& language) {
  std::size_t length = 0, parts = 0;
  const auto part_is_sound = [&] { return parts == 0 ? length == 2 || length == 3 : length >= 1 && length <= 8; };
  for (const char c : language) {
    if (c == '-') {
      if (!part_is_sound()) return false;
      length = 0;
      ++parts;
    } else {
      if (!is_letter(c) && !(parts > 0 && is_digit(c))) return false;
      ++length;
    }
  }
  return part_is_sound();
}

void check_count(std::size_t cues, const std::string& shown) {
  if (cues > most_cues)
    throw Error(ExitCode::material,
                Message("T2809", "{1}: more than {2} cues; no film has so many", {shown, std::to_string(most_cues)}));
}

Subtitles read_subtitles(const std::filesystem::path& file, const std::string& encoding, const std::string& language) {
  const auto shown = printable(file);
  const auto suffix = suffix_of(file);
  if (suffix != ".srt" && suffix != ".vtt" && suffix != ".ass" && suffix != ".ssa" && suffix != ".xml")
    throw Error(ExitCode::material,
                Message("T2806", "{1}: subtitles are read from .srt, .vtt, .ass, .ssa and the .xml of a DCP", {shown}));
  if (!language.empty() && !is_language_tag(language))
    throw Error(ExitCode::usage, Message("T2817", "{1} is no language tag; give one as kk, ru or uz-Cyrl", {language}));
  const InputFile input(file);
  if (input.size() > most_bytes)
    throw Error(ExitCode::material,
                Message("T2805", "{1}: {2} bytes are too many for subtitles, of which 16 MiB are read",
                        {shown, std::to_string(input.size())}));
  auto subtitles = read_text(suffix, utf8_text(input.read_all(), encoding, shown), shown);
  if (subtitles.cues.empty())
    throw Error(ExitCode::material,
                Message("T2807", "{1}: holds no cue; is it of the kind that its name says?", {shown}));
  for (const auto& cue : subtitles.cues) check(cue, shown);
  std::ranges::stable_sort(subtitles.cues, {}, &Cue::begin_ms);
  if (!language.empty()) subtitles.language = language;
  return subtitles;
}

}  // namespace tasma::codecs::subtitles
