#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tasma::codecs::subtitles {

struct Times {
  std::int64_t begin_ms = 0, end_ms = 0;
};

/// "00:00:05,000 --> 00:00:07,000" and what may follow behind a blank, a line of SRT or WebVTT. One to three digits
/// follow a point or a comma. `hours` says whether they may be left out, as in WebVTT.
enum class Hours { needed, optional };
std::optional<Times> times_of_arrow(std::string_view line, Hours hours);

/// "Dialogue: 0,0:00:05.00,0:00:07.00,...", a line of ASS.
std::optional<Times> times_of_event(std::string_view line);

}  // namespace tasma::codecs::subtitles
