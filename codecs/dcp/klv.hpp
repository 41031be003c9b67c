#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "codecs/input_file.hpp"

namespace tasma::codecs::dcp {

/// KLV (SMPTE ST 336) as MXF needs it: a key, a length, a value.

/// A universal label.
using Ul = std::array<std::uint8_t, 16>;

/// Of 32 lower-case hexadecimal digits.
consteval Ul ul(std::string_view text) {
  const auto digit = [](char c) { return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
  if (text.size() != 32) throw "not 32 digits";
  Ul label{};
  for (std::size_t i = 0; i < label.size(); ++i)
    label[i] = static_cast<std::uint8_t>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
  return label;
}

/// Whether two labels agree in everything but the version, byte 8, which says nothing of the meaning.
bool same_label(const Ul& a, const Ul& b);

/// Key and length of what follows otherwise: the length in 4 bytes, from 16 MiB on in 9, never indefinite.
void append_klv_head(std::vector<std::uint8_t>& to, const Ul& key, std::uint64_t length);
void append_klv(std::vector<std::uint8_t>& to, const Ul& key, std::span<const std::uint8_t> value);

/// Where a KLV stands in a file; bytes from its beginning.
struct Klv {
  Ul key{};
  std::uint64_t at = 0;     // of the key
  std::uint64_t value = 0;  // of the value
  std::uint64_t end = 0;
  std::uint64_t length() const { return end - value; }
};

/// The KLV at `at`. Nothing if it is malformed, or reaches beyond the end. Throws Error(io).
std::optional<Klv> read_klv(const ByteSource& source, std::uint64_t at);

}  // namespace tasma::codecs::dcp
