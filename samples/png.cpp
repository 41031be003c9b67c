#include "samples/png.hpp"

#include <algorithm>
#include <array>

namespace tasma::samples {
namespace {

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    auto rest = i;
    for (int bit = 0; bit < 8; ++bit) rest = rest & 1 ? 0xedb88320U ^ rest >> 1 : rest >> 1;
    table[i] = rest;
  }
  return table;
}();

void put_chunk(Bytes& bytes, std::string_view type, const Bytes& content) {
  put_big(bytes, content.size(), 4);
  const auto start = bytes.size();
  put_text(bytes, type);
  bytes.insert(bytes.end(), content.begin(), content.end());
  std::uint32_t crc = 0xffffffffU;
  for (auto i = start; i < bytes.size(); ++i) crc = crc_table[(crc ^ bytes[i]) & 0xff] ^ crc >> 8;
  put_big(bytes, crc ^ 0xffffffffU, 4);
}

/// A zlib stream of stored blocks.
Bytes stored(const Bytes& content) {
  constexpr std::size_t largest = 65535;
  Bytes stream{0x78, 0x01};
  std::uint32_t a = 1, b = 0;
  for (const auto byte : content) a = (a + byte) % 65521, b = (b + a) % 65521;
  for (std::size_t start = 0; start < content.size(); start += largest) {
    const auto size = std::min(largest, content.size() - start);
    stream.push_back(start + size == content.size());
    put_little(stream, size, 2);
    put_little(stream, ~size, 2);
    const auto from = content.begin() + static_cast<std::ptrdiff_t>(start);
    stream.insert(stream.end(), from, from + static_cast<std::ptrdiff_t>(size));
  }
  put_big(stream, b << 16 | a, 4);
  return stream;
}

}  // namespace

Bytes png_of(int width, int height, std::span<const std::uint8_t> samples) {
  Bytes header, rows, file;
  put_big(header, static_cast<std::uint64_t>(width), 4);
  put_big(header, static_cast<std::uint64_t>(height), 4);
  put_big(header, 0x0800000000, 5);  // 8 bits, grey; nothing else is asked for
  const auto row = static_cast<std::size_t>(width);
  for (std::size_t start = 0; start < samples.size(); start += row) {
    rows.push_back(0);  // no filter
    const auto from = samples.begin() + static_cast<std::ptrdiff_t>(start);
    rows.insert(rows.end(), from, from + width);
  }
  put_text(file, "\x89PNG\r\n\x1a\n");
  put_chunk(file, "IHDR", header);
  put_chunk(file, "IDAT", stored(rows));
  put_chunk(file, "IEND", {});
  return file;
}

}  // namespace tasma::samples
