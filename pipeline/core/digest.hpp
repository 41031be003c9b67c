#pragma once

#include <array>
#include <cstdint>
#include <string>

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

}  // namespace tasma
