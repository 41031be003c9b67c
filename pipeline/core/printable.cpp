#include "pipeline/core/printable.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pipeline/core/unicode.hpp"

namespace tasma {
namespace {

bool may_be_shown(char32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
  const bool turns_direction = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return !control && !turns_direction && code != '\\';
}

}  // namespace

std::string printable(const std::filesystem::path& name) {
  std::string_view text = name.native();
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = 0;
    const auto code = next_character(text, length);
    if (code && may_be_shown(*code)) {
      shown += text.substr(0, length);
      text.remove_prefix(length);
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(text.front());
    shown += {'\\', 'x', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
    text.remove_prefix(1);  // the following bytes of a character that is escaped are no lead bytes, so escaped too
  }
  return shown;
}

}  // namespace tasma
