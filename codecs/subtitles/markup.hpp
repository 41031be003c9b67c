#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace tasma::codecs::subtitles {

/// Text as XML and WebVTT ask for it.
inline std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else
      safe += c;
  }
  return safe;
}

inline std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// Thousandths as per cent: 85 is "8.5".
inline std::string per_cent(int thousandths) {
  const auto size = std::abs(thousandths);
  return (thousandths < 0 ? "-" : "") + std::to_string(size / 10) +
         (size % 10 == 0 ? "" : '.' + std::to_string(size % 10));
}

}  // namespace tasma::codecs::subtitles
