#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "pipeline/core/image.hpp"

namespace tasma::synthetic {

using Bytes = std::vector<std::uint8_t>;

/// Draws TIFF files byte by byte, so that the reader is not judged by its own library. Baseline: one directory behind
/// the strips; every tag can be set to something else, or left out.
class TiffWriter {
 public:
  bool big_endian = false;
  int rows_per_strip = 5;
  bool pack_bits = false;
  std::map<std::uint16_t, std::vector<std::uint32_t>> tags;  // over those that follow from the image; empty: left out
  std::map<std::uint16_t, std::string> texts;
  std::uint32_t next_directory = 0;

  Bytes write(const Image& image) const {
    const auto width = static_cast<std::uint32_t>(image.size().width),
               height = static_cast<std::uint32_t>(image.size().height);
    const auto planes = static_cast<std::uint32_t>(image.planes()), bits = static_cast<std::uint32_t>(image.depth());
    Bytes file{std::uint8_t(big_endian ? 'M' : 'I'), std::uint8_t(big_endian ? 'M' : 'I')};
    put16(file, 42);
    put32(file, 0);  // the directory's place, known at the end
    std::vector<std::uint32_t> offsets, counts;
    for (int y = 0; y < image.size().height; y += rows_per_strip) {
      const auto strip = coded(image, y, std::min(y + rows_per_strip, image.size().height));
      offsets.push_back(static_cast<std::uint32_t>(file.size()));
      counts.push_back(static_cast<std::uint32_t>(strip.size()));
      file.insert(file.end(), strip.begin(), strip.end());
      if (file.size() % 2 != 0) file.push_back(0);
    }
    std::map<std::uint16_t, std::vector<std::uint32_t>> entries{{256, {width}},
                                                                {257, {height}},
                                                                {258, std::vector(planes, bits)},
                                                                {259, {pack_bits ? 32773U : 1U}},
                                                                {262, {planes >= 3 ? 2U : 1U}},
                                                                {273, offsets},
                                                                {277, {planes}},
                                                                {278, {static_cast<std::uint32_t>(rows_per_strip)}},
                                                                {279, counts}};
    if (planes == 4) entries[338] = {2};
    for (const auto& [tag, values] : tags) entries[tag] = values;
    std::erase_if(entries, [](const auto& entry) { return entry.second.empty(); });
    append_directory(file, entries);
    return file;
  }

 private:
  void put16(Bytes& bytes, std::uint32_t value) const {
    if (big_endian)
      bytes.insert(bytes.end(), {std::uint8_t(value >> 8), std::uint8_t(value)});
    else
      bytes.insert(bytes.end(), {std::uint8_t(value), std::uint8_t(value >> 8)});
  }
  void put32(Bytes& bytes, std::uint32_t value) const {
    put16(bytes, big_endian ? value >> 16 : value & 0xFFFF);
    put16(bytes, big_endian ? value & 0xFFFF : value >> 16);
  }

  Bytes coded(const Image& image, int first, int end) const {
    Bytes strip;
    for (int y = first; y < end; ++y) {
      Bytes row;
      for (int x = 0; x < image.size().width; ++x)
        for (int plane = 0; plane < image.planes(); ++plane) {
          const auto sample = image.row(plane, y)[static_cast<std::size_t>(x)];
          image.depth() == 8 ? row.push_back(static_cast<std::uint8_t>(sample)) : put16(row, sample);
        }
      if (pack_bits) row = packed(row);
      strip.insert(strip.end(), row.begin(), row.end());
    }
    return strip;
  }

  /// PackBits: runs of three or more as runs, the rest as literals.
  static Bytes packed(const Bytes& row) {
    Bytes out, literal;
    const auto flush = [&] {
      if (literal.empty()) return;
      out.push_back(static_cast<std::uint8_t>(literal.size() - 1));
      out.insert(out.end(), literal.begin(), literal.end());
      literal.clear();
    };
    for (std::size_t i = 0; i < row.size();) {
      std::size_t run = 1;
      while (i + run < row.size() && row[i + run] == row[i] && run < 128) ++run;
      if (run >= 3) {
        flush();
        out.insert(out.end(), {static_cast<std::uint8_t>(257 - run), row[i]});
        i += run;
      } else {
        literal.push_back(row[i++]);
        if (literal.size() == 128) flush();
      }
    }
    flush();
    return out;
  }

  /// Values that do not fit into an entry lie behind the directory. All numbers are LONG but for BitsPerSample.
  void append_directory(Bytes& file, const std::map<std::uint16_t, std::vector<std::uint32_t>>& entries) const {
    const auto start = static_cast<std::uint32_t>(file.size());
    Bytes place;
    put32(place, start);
    std::copy(place.begin(), place.end(), file.begin() + 4);

    struct Entry {
      std::uint16_t type;
      std::uint32_t count;
      Bytes value;
    };
    std::map<std::uint16_t, Entry> drawn;
    for (const auto& [tag, values] : entries) {
      const bool is_short = tag != 256 && tag != 257 && tag != 273 && tag != 278 && tag != 279;
      Entry entry{std::uint16_t(is_short ? 3 : 4), static_cast<std::uint32_t>(values.size()), {}};
      for (const auto value : values) is_short ? put16(entry.value, value) : put32(entry.value, value);
      drawn[tag] = entry;
    }
    for (const auto& [tag, text] : texts) {
      Entry entry{2, static_cast<std::uint32_t>(text.size() + 1), Bytes(text.begin(), text.end())};
      entry.value.push_back(0);
      drawn[tag] = entry;
    }
    auto behind = start + 2 + 12 * static_cast<std::uint32_t>(drawn.size()) + 4;
    Bytes values;
    put16(file, static_cast<std::uint32_t>(drawn.size()));
    for (auto& [tag, entry] : drawn) {
      put16(file, tag);
      put16(file, entry.type);
      put32(file, entry.count);
      if (entry.value.size() % 2 != 0) entry.value.push_back(0);
      if (entry.value.size() <= 4) {
        entry.value.resize(4);
        file.insert(file.end(), entry.value.begin(), entry.value.end());
      } else {
        put32(file, behind + static_cast<std::uint32_t>(values.size()));
        values.insert(values.end(), entry.value.begin(), entry.value.end());
      }
    }
    put32(file, next_directory);
    file.insert(file.end(), values.begin(), values.end());
  }
};

/// A picture in which every sample differs from its neighbours and flat areas occur, too.
inline Image test_picture(Size size, int planes, int depth, std::uint32_t seed = 1) {
  Image image(size, planes, depth);
  const auto mask = static_cast<std::uint32_t>((1 << depth) - 1);
  for (int plane = 0; plane < planes; ++plane)
    for (int y = 0; y < size.height; ++y)
      for (int x = 0; x < size.width; ++x) {
        const auto value =
            (static_cast<std::uint32_t>(x * 7919 + y * 104729 + plane * 1299709) + seed * 15485863U) * 2654435761U;
        image.row(plane, y)[static_cast<std::size_t>(x)] =
            static_cast<std::uint16_t>(x < size.width / 3 ? mask / 2 : (value >> 12) & mask);
      }
  return image;
}

}  // namespace tasma::synthetic
