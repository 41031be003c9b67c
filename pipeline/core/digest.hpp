#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tasma {

/// The digests that manifests and checksum lists are made of.
enum class DigestAlgorithm { md5, sha1, sha224, sha256, sha384, sha512 };
inline constexpr std::array digest_algorithms{DigestAlgorithm::md5,    DigestAlgorithm::sha1,
                                              DigestAlgorithm::sha224, DigestAlgorithm::sha256,
                                              DigestAlgorithm::sha384, DigestAlgorithm::sha512};

/// As people write it: "MD5", "SHA-256".
constexpr std::string_view name_of(DigestAlgorithm algorithm) {
  constexpr std::array<std::string_view, 6> names{"MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"};
  return names.at(static_cast<std::size_t>(algorithm));
}

/// Digests of one file, in lower-case hexadecimal.
using Digests = std::map<DigestAlgorithm, std::string>;

/// A SHA-256 digest as a value.
using Sha256 = std::array<std::uint8_t, 32>;

/// Lower-case hexadecimal, as manifests write it.
inline std::string hex(std::span<const std::uint8_t> digest) {
  std::string text;
  for (const auto byte : digest) text += {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]};
  return text;
}

/// The digest that hex() wrote; nothing for anything else.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> parse_hex(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<std::uint8_t, N> digest;
  if (text.size() != 2 * digest.size() || text.find_first_not_of(digits) != text.npos) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(digits.find(text[2 * i]) << 4 | digits.find(text[2 * i + 1]));
  return digest;
}
inline std::optional<Sha256> parse_sha256(std::string_view text) { return parse_hex<32>(text); }

}  // namespace tasma
