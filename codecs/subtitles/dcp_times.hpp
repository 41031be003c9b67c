#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tasma::codecs::subtitles {

/// How a document of ST 428-7 counts.
struct DcpClock {
  std::int64_t rate = 0;  // units to the second of time code
  bool slowed = false;    // a second of time code lasts 1.001 seconds
};

/// Milliseconds of "HH:MM:SS:EE", editable units at the end (ST 428-7, 6.4), rounded to the nearest.
std::optional<std::int64_t> smpte_time(std::string_view text, const DcpClock& clock);

/// Milliseconds of "HH:MM:SS:TTT", in ticks of 4 ms, or "HH:MM:SS.mmm" (Interop).
std::optional<std::int64_t> interop_time(std::string_view text);

/// A whole number of one to `most_digits` digits and nothing else.
std::optional<std::int64_t> whole_number(std::string_view text, std::size_t most_digits);

}  // namespace tasma::codecs::subtitles
