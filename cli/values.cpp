#include "cli/values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <limits>

namespace tasma::cli {
namespace {

/// Splits at the first `mark`; nothing if there is none.
std::optional<std::pair<std::string_view, std::string_view>> halves(std::string_view text, char mark) {
  const auto at = text.find(mark);
  if (at == text.npos) return std::nullopt;
  return std::pair{text.substr(0, at), text.substr(at + 1)};
}

/// Digits at [from, from + count) of a text of fixed form.
std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  const auto number = parse_number(text.substr(from, count), 0, 9999);
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_number(std::string_view text, std::int64_t lowest, std::int64_t highest) {
  if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < lowest || value > highest) return std::nullopt;
  return value;
}

std::optional<PictureArea> parse_picture(std::string_view text) {
  using Area = PictureArea;
  if (text == "auto") return Area{Area::Kind::detect, {}};
  if (text == "none") return Area{Area::Kind::whole, {}};
  const auto size = halves(text, 'x');
  const auto place = size ? halves(size->second, '+') : std::nullopt;
  const auto corner = place ? halves(place->second, '+') : std::nullopt;
  if (!corner) return std::nullopt;
  constexpr std::int64_t widest = 1'000'000;  // pixels; whether it lies in the scan is seen there
  const auto width = parse_number(size->first, 1, widest), height = parse_number(place->first, 1, widest);
  const auto x = parse_number(corner->first, 0, widest), y = parse_number(corner->second, 0, widest);
  if (!width || !height || !x || !y) return std::nullopt;
  const auto whole = [](std::int64_t value) { return static_cast<int>(value); };
  return Area{Area::Kind::given, {whole(*x), whole(*y), {whole(*width), whole(*height)}}};
}

std::optional<std::pair<std::int64_t, std::int64_t>> parse_frames(std::string_view text) {
  const auto ends = halves(text, '-');
  if (!ends) return std::nullopt;
  constexpr auto highest = std::numeric_limits<std::int64_t>::max();
  const auto first = parse_number(ends->first, 0, highest), last = parse_number(ends->second, 0, highest);
  if (!first || !last || *first > *last) return std::nullopt;
  return std::pair{*first, *last};
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  constexpr std::string_view units = "KMGT";
  const auto unit_at = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto unit = text.substr(unit_at);
  int shift = 0;
  if (!unit.empty()) {
    const auto power = units.find(unit[0]);
    if (power == units.npos || (unit.size() > 1 && unit.substr(1) != "iB")) return std::nullopt;
    shift = 10 * (static_cast<int>(power) + 1);
  }
  const auto number = parse_number(text.substr(0, unit_at), 1, std::numeric_limits<std::int64_t>::max() >> shift);
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(*number) << shift;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
  using namespace std::chrono;
  const bool with_time = text.size() == 20;
  if ((text.size() != 10 && !with_time) || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  if (!y || !m || !d || *y < 1970) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  std::int64_t seconds_of_day = 0;
  if (with_time) {
    const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    if (text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z' || !hour || !minute || !second ||
        *hour > 23 || *minute > 59 || *second > 59)
      return std::nullopt;
    seconds_of_day = (*hour * 60 + *minute) * 60 + *second;
  }
  return sys_days{date}.time_since_epoch() / seconds{1} + seconds_of_day;
}

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = digits(text, 0, 2), minute = digits(text, 3, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return std::chrono::minutes(*hour * 60 + *minute);
}

std::chrono::system_clock::time_point next(std::chrono::minutes of_the_day) {
  const auto now = std::chrono::system_clock::now();
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  parts.tm_hour = static_cast<int>(of_the_day.count() / 60);
  parts.tm_min = static_cast<int>(of_the_day.count() % 60);
  parts.tm_sec = 0;
  parts.tm_isdst = -1;
  auto then = std::chrono::system_clock::from_time_t(std::mktime(&parts));
  if (then <= now) {
    parts.tm_mday += 1;
    parts.tm_isdst = -1;
    then = std::chrono::system_clock::from_time_t(std::mktime(&parts));
  }
  return then;
}

std::optional<std::chrono::days> parse_days(std::string_view text) {
  if (!text.ends_with('d')) return std::nullopt;
  const auto days = parse_number(text.substr(0, text.size() - 1), 0, 36'525);
  return days ? std::optional(std::chrono::days(*days)) : std::nullopt;
}

std::optional<pipeline::Share> parse_share(std::string_view text) {
  const auto parts = halves(text, '/');
  const auto count = parts ? parse_number(parts->second, 1, 10'000) : std::nullopt;
  const auto which = count ? parse_number(parts->first, 1, *count) : std::nullopt;
  return which ? std::optional(pipeline::Share{*which - 1, *count}) : std::nullopt;
}

std::optional<std::vector<std::string>> parse_list(std::string_view text) {
  std::vector<std::string> parts;
  for (std::optional<std::string_view> rest = text; rest;) {
    const auto split = halves(*rest, ',');
    const auto part = split ? split->first : *rest;
    if (part.empty() || std::ranges::find(parts, part) != parts.end()) return std::nullopt;
    parts.emplace_back(part);
    rest = split ? std::optional(split->second) : std::nullopt;
  }
  return parts;
}

bool is_yes(std::string_view text) { return text == "1" || text == "true" || text == "yes"; }
bool is_no(std::string_view text) { return text == "0" || text == "false" || text == "no"; }

bool is_language(std::string_view text) {
  const auto all = [](std::string_view part, char first, char last) {
    return std::ranges::all_of(part, [=](char c) { return c >= first && c <= last; });
  };
  const auto split = halves(text, '_');
  const auto language = split ? split->first : text;
  if (language.size() < 2 || language.size() > 3 || !all(language, 'a', 'z')) return false;
  return !split || (split->second.size() == 2 && all(split->second, 'A', 'Z'));
}

std::optional<Rational> parse_seconds(std::string_view text) {
  const bool minus = text.starts_with('-');
  if (minus) text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  const auto decimals = point < text.size() ? text.substr(point + 1) : std::string_view();
  if (digits.empty() || digits.size() > 6 || decimals.size() > 3 || (point < text.size() && decimals.empty()))
    return std::nullopt;
  digits += decimals;
  digits.append(3 - decimals.size(), '0');
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  const auto thousandths = std::stoll(digits);
  return Rational{minus ? -thousandths : thousandths, 1000};
}

}  // namespace tasma::cli
