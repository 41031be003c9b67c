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

/// Draws TIFF files byte by byte, so that the reader is not judged by its own library. One directory behind strips or
/// tiles, of samples that lie together or in separate planes, of 8, 16 or, packed, other bits; every tag can be set to
/// something else, or left out.
class TiffWriter {
 public:
  bool big_endian = false;
  int rows_per_strip = 5;
  bool pack_bits = false;
  bool separate = false;
  bool big_tiff = false;
  Size tile;                                                 // none: strips
  std::map<std::uint16_t, std::vector<std::uint32_t>> tags;  // over those that follow from the image; empty: left out
  std::map<std::uint16_t, std::string> texts;
  std::uint64_t next_directory = 0;

  Bytes write(const Image& image) const {
    const auto width = static_cast<std::uint32_t>(image.size().width),
               height = static_cast<std::uint32_t>(image.size().height);
    const auto planes = static_cast<std::uint32_t>(image.planes()), bits = static_cast<std::uint32_t>(image.depth());
    Bytes file{std::uint8_t(big_endian ? 'M' : 'I'), std::uint8_t(big_endian ? 'M' : 'I')};
    put16(file, big_tiff ? 43 : 42);
    if (big_tiff) put16(file, 8), put16(file, 0);  // bytes of an offset
    put_offset(file, 0);                           // the directory's place, known at the end
    std::vector<std::uint32_t> offsets, counts;
    const bool tiled = tile.width > 0;
    const Size piece = tiled ? tile : Size{image.size().width, rows_per_strip};
    for (int plane = 0; plane < image.planes(); plane += together(image))
      for (int y = 0; y < image.size().height; y += piece.height)
        for (int x = 0; x < image.size().width; x += piece.width) {
          const int rows = tiled ? piece.height : std::min(piece.height, image.size().height - y);
          const auto bytes = coded(image, plane, {x, y, {piece.width, rows}});
          offsets.push_back(static_cast<std::uint32_t>(file.size()));
          counts.push_back(static_cast<std::uint32_t>(bytes.size()));
          file.insert(file.end(), bytes.begin(), bytes.end());
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
    if (separate) entries[284] = {2};
    if (tiled) {
      for (const std::uint16_t tag : {273, 278, 279}) entries.erase(tag);
      entries[322] = {static_cast<std::uint32_t>(tile.width)};
      entries[323] = {static_cast<std::uint32_t>(tile.height)};
      entries[324] = offsets;
      entries[325] = counts;
    }
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

  void put_offset(Bytes& bytes, std::uint64_t value) const {
    const auto high = static_cast<std::uint32_t>(value >> 32), low = static_cast<std::uint32_t>(value);
    if (big_tiff) put32(bytes, big_endian ? high : low);
    put32(bytes, big_tiff && !big_endian ? high : low);
  }

  int together(const Image& image) const { return separate ? 1 : image.planes(); }

  /// What of the area lies outside of the picture repeats its edge, as TIFF 6.0 advises for tiles.
  Bytes coded(const Image& image, int first_plane, const Rectangle& area) const {
    Bytes piece;
    for (int y = area.y; y < area.y + area.size.height; ++y) {
      Bytes row;
      std::uint32_t bits = 0, held = 0;  // of packed samples, not yet a byte
      for (int x = area.x; x < area.x + area.size.width; ++x)
        for (int plane = first_plane; plane < first_plane + together(image); ++plane) {
          const auto line = image.row(plane, std::min(y, image.size().height - 1));
          const auto sample = line[static_cast<std::size_t>(std::min(x, image.size().width - 1))];
          if (image.depth() == 16) {
            put16(row, sample);
            continue;
          }
          bits = bits << image.depth() | sample;
          for (held += static_cast<std::uint32_t>(image.depth()); held >= 8; held -= 8)
            row.push_back(static_cast<std::uint8_t>(bits >> (held - 8)));
        }
      if (held > 0) row.push_back(static_cast<std::uint8_t>(bits << (8 - held)));
      if (pack_bits) row = packed(row);
      piece.insert(piece.end(), row.begin(), row.end());
    }
    return piece;
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
    const auto start = file.size();
    Bytes place;
    put_offset(place, start);
    std::copy(place.begin(), place.end(), file.begin() + (big_tiff ? 8 : 4));

    struct Entry {
      std::uint16_t type;
      std::uint32_t count;
      Bytes value;
    };
    std::map<std::uint16_t, Entry> drawn;
    for (const auto& [tag, values] : entries) {
      constexpr std::uint16_t longs[] = {256, 257, 273, 278, 279, 324, 325};
      const bool is_short = std::find(std::begin(longs), std::end(longs), tag) == std::end(longs);
      Entry entry{std::uint16_t(is_short ? 3 : 4), static_cast<std::uint32_t>(values.size()), {}};
      for (const auto value : values) is_short ? put16(entry.value, value) : put32(entry.value, value);
      drawn[tag] = entry;
    }
    for (const auto& [tag, text] : texts) {
      Entry entry{2, static_cast<std::uint32_t>(text.size() + 1), Bytes(text.begin(), text.end())};
      entry.value.push_back(0);
      drawn[tag] = entry;
    }
    const std::size_t offset_bytes = big_tiff ? 8 : 4, entry_bytes = 4 + 2 * offset_bytes;
    const auto behind = start + (big_tiff ? 8 : 2) + entry_bytes * drawn.size() + offset_bytes;
    Bytes values;
    big_tiff ? put_offset(file, drawn.size()) : put16(file, static_cast<std::uint32_t>(drawn.size()));
    for (auto& [tag, entry] : drawn) {
      put16(file, tag);
      put16(file, entry.type);
      put_offset(file, entry.count);
      if (entry.value.size() % 2 != 0) entry.value.push_back(0);
      if (entry.value.size() <= offset_bytes) {
        entry.value.resize(offset_bytes);
        file.insert(file.end(), entry.value.begin(), entry.value.end());
      } else {
        put_offset(file, behind + values.size());
        values.insert(values.end(), entry.value.begin(), entry.value.end());
      }
    }
    put_offset(file, next_directory);
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
