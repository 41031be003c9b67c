#include "codecs/ebml.hpp"

#include <algorithm>
#include <array>
#include <bit>

extern "C" {
#include <libavutil/crc.h>
}

namespace tasma::codecs {
namespace {

constexpr std::size_t crc_element = 6;  // id, size, 4 bytes little-endian

std::uint32_t crc_of(std::span<const std::uint8_t> bytes) {
  return ~av_crc(av_crc_get_table(AV_CRC_32_IEEE_LE), ~std::uint32_t{0}, bytes.data(), bytes.size());
}

/// How many bytes the number beginning with `first` has: as many as zeros before its marker, and one.
std::size_t length_of(std::uint8_t first) { return static_cast<std::size_t>(std::countl_zero(first)) + 1; }

std::uint64_t number_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (const auto byte : bytes) value = value << 8 | byte;
  return value;
}

void append_id(std::vector<std::uint8_t>& to, EbmlId id) {
  const auto value = static_cast<std::uint32_t>(id);
  for (int i = 3; i >= 0; --i)
    if (value >> (8 * i) != 0) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace

bool begins_as_ebml(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t id_bytes = 4;
  return bytes.size() >= id_bytes && number_of(bytes.first(id_bytes)) == static_cast<std::uint64_t>(EbmlId::header);
}

std::optional<EbmlNumber> ebml_number(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto length = length_of(bytes[0]);
  if (length > 8 || bytes.size() < length) return std::nullopt;
  const auto mask = (std::uint64_t{1} << (7 * length)) - 1;
  return EbmlNumber{number_of(bytes.first(length)) & mask, length};
}

void append_ebml_number(std::vector<std::uint8_t>& to, std::uint64_t value) {
  std::size_t length = 1;
  while (length < 8 && value >= (std::uint64_t{1} << (7 * length)) - 1) ++length;
  const auto marked = value | std::uint64_t{1} << (7 * length);
  for (auto i = length; i-- > 0;) to.push_back(static_cast<std::uint8_t>(marked >> (8 * i)));
}

std::optional<EbmlElement> ebml_element(std::span<const std::uint8_t> bytes, std::uint64_t at) {
  if (bytes.empty()) return std::nullopt;
  const auto id_length = length_of(bytes[0]);
  if (id_length > 4 || bytes.size() <= id_length) return std::nullopt;
  const auto size = ebml_number(bytes.subspan(id_length));
  if (!size) return std::nullopt;
  EbmlElement element;
  element.id = static_cast<EbmlId>(number_of(bytes.first(id_length)));
  element.begin = at;
  element.data = at + id_length + size->bytes;
  const auto unknown = (std::uint64_t{1} << (7 * size->bytes)) - 1;
  if (size->value != unknown) element.end = element.data + size->value;
  return element;
}

std::optional<std::vector<EbmlChild>> ebml_children(std::span<const std::uint8_t> bytes) {
  std::vector<EbmlChild> children;
  while (!bytes.empty()) {
    const auto child = ebml_element(bytes, 0);
    if (!child || !child->end || *child->end > bytes.size()) return std::nullopt;
    children.push_back({child->id, bytes.first(*child->end).subspan(child->data)});
    bytes = bytes.subspan(*child->end);
  }
  return children;
}

void append_ebml_head(std::vector<std::uint8_t>& to, EbmlId id, std::uint64_t size) {
  append_id(to, id);
  append_ebml_number(to, size);
}

void append_ebml(std::vector<std::uint8_t>& to, EbmlId id, std::span<const std::uint8_t> data) {
  append_ebml_head(to, id, data.size());
  to.insert(to.end(), data.begin(), data.end());
}

void append_ebml(std::vector<std::uint8_t>& to, EbmlId id, std::string_view text) {
  append_ebml(to, id, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

void append_ebml_unsigned(std::vector<std::uint8_t>& to, EbmlId id, std::uint64_t value) {
  std::size_t length = 1;
  while (length < 8 && value >> (8 * length) != 0) ++length;
  append_ebml_head(to, id, length);
  for (auto i = length; i-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void append_ebml_signed(std::vector<std::uint8_t>& to, EbmlId id, std::int64_t value) {
  std::array<std::uint8_t, 8> data{};
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * (7 - i)));
  append_ebml(to, id, data);
}

void append_ebml_filler(std::vector<std::uint8_t>& to, std::size_t size) {
  append_ebml(to, EbmlId::filler, std::vector<std::uint8_t>(size - 2));
}

void append_ebml_crc(std::vector<std::uint8_t>& to, std::span<const std::uint8_t> data) {
  const auto crc = crc_of(data);
  std::array<std::uint8_t, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(crc >> (8 * i));
  append_ebml(to, EbmlId::crc32, bytes);
}

std::optional<bool> ebml_crc_holds(std::span<const std::uint8_t> data) {
  if (data.size() < crc_element || data[0] != static_cast<std::uint8_t>(EbmlId::crc32) || data[1] != 0x84)
    return std::nullopt;
  std::vector<std::uint8_t> wanted;
  append_ebml_crc(wanted, data.subspan(crc_element));
  return std::ranges::equal(wanted, data.first(crc_element));
}

}  // namespace tasma::codecs
