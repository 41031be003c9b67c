#include "codecs/dpx_fields.hpp"

#include <algorithm>
#include <string_view>

namespace tasma::codecs::dpx {
namespace {

/// Whether `text` is UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF).
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    const std::size_t more = lead < 0x80 ? 0 : lead >> 5 == 6 ? 1 : lead >> 4 == 14 ? 2 : lead >> 3 == 30 ? 3 : 4;
    if (more == 4 || i + more >= text.size()) return false;
    std::uint32_t code = more == 0 ? lead : lead & (0x3fu >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto byte = static_cast<std::uint8_t>(text[i + k]);
      if (byte >> 6 != 2) return false;
      code = code << 6 | (byte & 0x3fu);
    }
    constexpr std::uint32_t least[]{0, 0x80, 0x800, 0x10000};
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    i += more + 1;
  }
  return true;
}

}  // namespace

std::string Fields::text(std::size_t at, std::size_t length) const {
  if (at >= bytes_.size()) return {};
  const auto field = bytes_.subspan(at, std::min(length, bytes_.size() - at));
  std::string_view raw(reinterpret_cast<const char*>(field.data()), field.size());
  raw = raw.substr(0, raw.find('\0'));
  raw = raw.substr(0, raw.find_last_not_of(' ') + 1);
  if (std::ranges::all_of(raw, [](char c) { return c == '\xff'; })) return {};  // undefined, or nothing at all
  if (std::ranges::all_of(raw, [](char c) { return c >= 0x20 && c < 0x7f; })) return std::string(raw);
  const bool readable = is_utf8(raw);
  std::string text;
  for (const char c : raw) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !readable))
      text += {'\\', 'x', "0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
    else
      text += c;
  }
  return text;
}

bool Fields::blank(std::size_t at, std::size_t length) const {
  if (at >= bytes_.size()) return true;
  return std::ranges::all_of(bytes_.subspan(at, std::min(length, bytes_.size() - at)),
                             [](auto byte) { return byte == 0; });
}

}  // namespace tasma::codecs::dpx
