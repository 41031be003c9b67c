#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <string>

namespace tasma {

/// A time as JSON has it, "2024-05-31T12:00:00Z", from seconds since 1970.
inline std::string utc(std::int64_t when_s) {
  const std::time_t seconds = when_s;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace tasma
