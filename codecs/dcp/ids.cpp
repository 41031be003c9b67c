#include "codecs/dcp/ids.hpp"

#include <algorithm>

#include "codecs/digest.hpp"

namespace tasma::codecs::dcp {
namespace {

constexpr std::string_view prefix = "urn:uuid:";
constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string urn(const Uuid& id) { return std::string(prefix) + to_string_uuid(id); }

std::optional<Uuid> parse_urn(std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  std::string hexadecimal(text.substr(prefix.size()));
  if (hexadecimal.size() != 36) return std::nullopt;
  for (const std::size_t dash : {23, 18, 13, 8})
    if (hexadecimal[dash] != '-') return std::nullopt;
  std::erase(hexadecimal, '-');
  for (auto& c : hexadecimal)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return parse_hex<16>(hexadecimal);
}

Uuid part_id(const Uuid& whole, std::string_view role) {
  return uuid5(to_string_uuid(whole) + ' ' + std::string(role));
}

Uuid document_id(std::string_view role, std::string_view anonymous) {
  const auto digest = sha256_of(std::span(reinterpret_cast<const std::uint8_t*>(anonymous.data()), anonymous.size()));
  return uuid5("dcp " + std::string(role) + ' ' + hex(digest));
}

std::string base64(const Sha1& digest) {
  std::string text;
  for (std::size_t at = 0; at < digest.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 3; ++i) three = three << 8 | (at + i < digest.size() ? digest[at + i] : 0U);
    for (const int shift : {18, 12, 6, 0}) text += digits[three >> shift & 63];
  }
  text.back() = '=';  // 20 bytes are 6 times three and 2
  return text;
}

std::optional<Sha1> parse_base64(std::string_view text) {
  constexpr std::size_t characters = 28;
  if (text.size() != characters || text.back() != '=') return std::nullopt;
  Sha1 digest{};
  for (std::size_t at = 0, byte = 0; at < characters; at += 4) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto digit = at + i == characters - 1 ? 0 : digits.find(text[at + i]);
      if (digit == digits.npos) return std::nullopt;
      three = three << 6 | static_cast<std::uint32_t>(digit);
    }
    for (int shift = 16; shift >= 0 && byte < digest.size(); shift -= 8, ++byte)
      digest[byte] = static_cast<std::uint8_t>(three >> shift);
  }
  return base64(digest) == text ? std::optional(digest) : std::nullopt;
}

}  // namespace tasma::codecs::dcp
