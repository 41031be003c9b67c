#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tasma {

/// A SHA-256 digest as a value.
using Sha256 = std::array<std::uint8_t, 32>;

/// Lower-case hexadecimal, as manifests write it.
template <std::size_t N>
std::string hex(const std::array<std::uint8_t, N>& digest) {
  std::string text;
  for (const auto byte : digest) text += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
  return text;
}

/// The digest that hex() wrote; nothing for anything else.
inline std::optional<Sha256> parse_sha256(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  Sha256 digest;
  if (text.size() != 2 * digest.size() || text.find_first_not_of(digits) != text.npos) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(digits.find(text[2 * i]) << 4 | digits.find(text[2 * i + 1]));
  return digest;
}

}  // namespace tasma
