#include "pipeline/core/printable.hpp"

#include <string_view>

namespace tasma {
namespace {

/// Length of the well-formed UTF-8 sequence (RFC 3629) that `text` begins with; 0: none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if (length < 3) return length;
  const auto second = byte(1);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool beyond = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
  return overlong || beyond ? 0 : length;
}

}  // namespace

std::string printable(const std::filesystem::path& name) {
  constexpr auto digits = "0123456789abcdef";
  const std::string_view bytes = name.native();
  std::string shown;
  for (std::size_t i = 0; i < bytes.size();) {
    const auto length = utf8_length(bytes.substr(i));
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      shown += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
      ++i;
    } else {
      shown += bytes.substr(i, length);
      i += length;
    }
  }
  return shown;
}

}  // namespace tasma
