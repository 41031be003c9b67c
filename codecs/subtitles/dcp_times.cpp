#include "codecs/subtitles/dcp_times.hpp"

namespace tasma::codecs::subtitles {
namespace {

struct Parts {
  std::int64_t seconds;
  std::string_view rest;  // behind the mark
};

std::optional<Parts> parts_of(std::string_view text, char mark) {
  if (text.size() < 10 || text[2] != ':' || text[5] != ':' || text[8] != mark) return std::nullopt;
  const auto hours = whole_number(text.substr(0, 2), 2), minutes = whole_number(text.substr(3, 2), 2);
  const auto seconds = whole_number(text.substr(6, 2), 2);
  if (!hours || !minutes || !seconds || *minutes > 59 || *seconds > 59) return std::nullopt;
  return Parts{(*hours * 60 + *minutes) * 60 + *seconds, text.substr(9)};
}

}  // namespace

std::optional<std::int64_t> smpte_time(std::string_view text, const DcpClock& clock) {
  const auto parts = parts_of(text, ':');
  if (!parts) return std::nullopt;
  const auto units = whole_number(parts->rest, 4);
  if (!units || *units >= clock.rate) return std::nullopt;
  const auto all = parts->seconds * clock.rate + *units;
  const auto second_ms = clock.slowed ? 1001 : 1000;
  return (all * second_ms * 2 + clock.rate) / (clock.rate * 2);
}

std::optional<std::int64_t> interop_time(std::string_view text) {
  if (const auto parts = parts_of(text, ':')) {
    const auto ticks = whole_number(parts->rest, 3);
    if (ticks && *ticks < 250) return parts->seconds * 1000 + *ticks * 4;
  }
  if (const auto parts = parts_of(text, '.')) {
    auto fraction = whole_number(parts->rest, 3);
    for (auto digits = parts->rest.size(); fraction && digits < 3; ++digits) *fraction *= 10;
    if (fraction) return parts->seconds * 1000 + *fraction;
  }
  return std::nullopt;
}

std::optional<std::int64_t> whole_number(std::string_view text, std::size_t most_digits) {
  if (text.empty() || text.size() > most_digits || text.find_first_not_of("0123456789") != text.npos)
    return std::nullopt;
  std::int64_t number = 0;
  for (const char digit : text) number = number * 10 + (digit - '0');
  return number;
}

}  // namespace tasma::codecs::subtitles
