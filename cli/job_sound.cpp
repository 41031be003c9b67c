#include "cli/job_sound.hpp"

#include <cmath>
#include <numeric>

#include "cli/text.hpp"
#include "cli/values.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

// How far ahead of its picture sound is printed, in frames: projectors hear the film where it has passed the gate.
// In a file scanned with the picture, all comes so much too early.
constexpr std::int64_t optical_35 = 20, optical_16 = 26;
constexpr std::int64_t longest_start_s = 100 * 3600;
constexpr std::int64_t longest_term = 5000;  // of a speed: 1001/960 and its kind fit

[[noreturn]] void refuse(const Table& table, std::string_view key, const char* wanted) {
  throw Error(ExitCode::usage, Message("T1180", "{1}: \"{2}\" must be {3}",
                                       {table.place_of_value(key), std::string(key), translated(wanted)}));
}

/// "20 frames", "-3 frames".
std::optional<std::int64_t> parse_frame_count(std::string_view text) {
  constexpr std::string_view unit = " frames";
  if (!text.ends_with(unit)) return std::nullopt;
  text.remove_suffix(unit.size());
  const bool minus = text.starts_with('-');
  const auto count = parse_number(text.substr(minus ? 1 : 0), 0, longest_start_s * 24);
  return count ? std::optional(minus ? -*count : *count) : std::nullopt;
}

void take_start(const Table& table, const toml::node& node, pipeline::SoundJob& sound) {
  constexpr auto wanted = gettext_noop(
      "seconds (1.5, or -2 for sound that begins before the picture), \"N frames\", \"optical35\" or \"optical16\"");
  if (const auto seconds = node.value<double>(); seconds && node.is_number()) {
    if (!(std::abs(*seconds) <= static_cast<double>(longest_start_s))) refuse(table, "start", wanted);
    sound.start_s = {std::llround(*seconds * 1000), 1000};
    return;
  }
  const auto text = table.text("start", node);
  const auto frames = text == "optical35" ? optical_35 : text == "optical16" ? optical_16 : parse_frame_count(text);
  if (!frames) refuse(table, "start", wanted);
  sound.start_frames = *frames;
}

void take_speed(const Table& table, const toml::node& node, pipeline::SoundJob& sound) {
  constexpr auto wanted = gettext_noop("a ratio from \"1/2\" to 2 of numbers up to 5000, such as \"25/24\"");
  const auto whole = node.value_exact<std::int64_t>();
  auto speed = parse_rational(whole ? std::to_string(*whole) : table.text("speed", node));
  if (!speed) refuse(table, "speed", wanted);
  const auto common = std::gcd(speed->num, speed->den);
  *speed = {speed->num / common, speed->den / common};
  if (speed->num > longest_term || speed->den > longest_term || *speed < Rational{1, 2} || Rational{2, 1} < *speed)
    refuse(table, "speed", wanted);
  sound.speed = *speed;
}

}  // namespace

pipeline::SoundJob read_sound(Table& table, const std::filesystem::path& folder) {
  pipeline::SoundJob sound;
  sound.file = table.path("file", table.need("file"), folder);
  if (const auto* node = table.get("reel")) sound.reel = table.text("reel", *node);
  if (const auto* node = table.get("kind")) {
    const auto kind = parse_sound_kind(table.text("kind", *node));
    if (!kind) refuse(table, "kind", gettext_noop("original, dub, m&e or music"));
    sound.kind = *kind;
  }
  if (const auto* node = table.get("language")) {
    sound.language = table.text("language", *node);
    if (!pipeline::is_language_tag(sound.language))
      refuse(table, "language", gettext_noop("a language tag (BCP 47), such as ky or uz-Cyrl, or zxx for no words"));
  }
  if (const auto* node = table.get("start")) take_start(table, *node, sound);
  if (const auto* node = table.get("speed")) take_speed(table, *node, sound);
  if (const auto* node = table.get("pitch")) {
    const auto pitch = table.text("pitch", *node);
    if (pitch != "keep" && pitch != "change") refuse(table, "pitch", gettext_noop("keep or change"));
    sound.keeps_pitch = pitch == "keep";
  }
  return sound;
}

}  // namespace tasma::cli
