#include "codecs/dcp/klv.hpp"

#include <algorithm>

#include "codecs/dcp/big_endian.hpp"

namespace tasma::codecs::dcp {

bool same_label(const Ul& a, const Ul& b) {
  constexpr std::size_t version = 7;
  return std::equal(a.begin(), a.begin() + version, b.begin()) &&
         std::equal(a.begin() + version + 1, a.end(), b.begin() + version + 1);
}

void append_klv_head(std::vector<std::uint8_t>& to, const Ul& key, std::uint64_t length) {
  to.insert(to.end(), key.begin(), key.end());
  if (length < std::uint64_t{1} << 24) {
    append_big_endian(to, static_cast<std::uint32_t>(0x83000000U | length));
  } else {
    to.push_back(0x88);
    append_big_endian(to, length);
  }
}

void append_klv(std::vector<std::uint8_t>& to, const Ul& key, std::span<const std::uint8_t> value) {
  append_klv_head(to, key, value.size());
  to.insert(to.end(), value.begin(), value.end());
}

std::optional<Klv> read_klv(const ByteSource& source, std::uint64_t at) {
  std::array<std::uint8_t, 25> head{};
  const auto there = source.read(at, head);
  Klv klv{{}, at, 0, 0};
  constexpr std::size_t shortest = 17;
  if (there < shortest) return std::nullopt;
  std::copy_n(head.begin(), klv.key.size(), klv.key.begin());
  std::uint64_t length = head[16];
  std::size_t bytes = 0;
  if (length >= 0x80) {
    bytes = length & 0x7f;
    if (bytes < 1 || bytes > 8 || there < shortest + bytes) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < bytes; ++i) length = length << 8 | head[shortest + i];
  }
  klv.value = at + shortest + bytes;
  if (klv.value > source.size() || length > source.size() - klv.value) return std::nullopt;
  klv.end = klv.value + length;
  return klv;
}

}  // namespace tasma::codecs::dcp
