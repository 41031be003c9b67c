#include "codecs/subtitles/times.hpp"

#include <algorithm>

namespace tasma::codecs::subtitles {
namespace {

/// Milliseconds of "H:MM:SS.fff" or "MM:SS.fff" at the beginning of `text`, which moves behind it; nothing, and `text`
/// stays, where no such time stands.
std::optional<std::int64_t> take_time(std::string_view& text, Hours hours) {
  auto rest = text;
  const auto take_number = [&](std::size_t most) -> std::optional<std::int64_t> {
    const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0 || digits > most) return std::nullopt;
    std::int64_t number = 0;
    for (std::size_t i = 0; i < digits; ++i) number = number * 10 + (rest[i] - '0');
    rest.remove_prefix(digits);
    return number;
  };
  std::int64_t seconds = 0;
  for (int part = 0;; ++part) {
    const auto number = take_number(4);
    if (!number || (part > 0 && *number > 59)) return std::nullopt;
    seconds = seconds * 60 + *number;
    if (part == 2 || !rest.starts_with(':')) {
      if (part == 0 || (part == 1 && hours == Hours::needed)) return std::nullopt;
      break;
    }
    rest.remove_prefix(1);
  }
  if (!rest.starts_with('.') && !rest.starts_with(',')) return std::nullopt;
  rest.remove_prefix(1);
  const auto before = rest.size();
  auto fraction = take_number(3);
  if (!fraction) return std::nullopt;
  for (auto digits = before - rest.size(); digits < 3; ++digits) *fraction *= 10;
  text = rest;
  return seconds * 1000 + *fraction;
}

}  // namespace

std::optional<Times> times_of_arrow(std::string_view line, Hours hours) {
  const auto pass_blanks = [&] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
  pass_blanks();
  const auto begin = take_time(line, hours);
  pass_blanks();
  if (!begin || !line.starts_with("-->")) return std::nullopt;
  line.remove_prefix(3);
  pass_blanks();
  const auto end = take_time(line, hours);
  if (!end || (!line.empty() && line.front() != ' ' && line.front() != '\t')) return std::nullopt;
  return Times{*begin, *end};
}

std::optional<Times> times_of_event(std::string_view line) {
  line.remove_prefix(std::min(line.find(','), line.size() - 1) + 1);
  const auto begin = take_time(line, Hours::needed);
  if (!begin || !line.starts_with(',')) return std::nullopt;
  line.remove_prefix(1);
  const auto end = take_time(line, Hours::needed);
  return end && line.starts_with(',') ? std::optional(Times{*begin, *end}) : std::nullopt;
}

}  // namespace tasma::codecs::subtitles
