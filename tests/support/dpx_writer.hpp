#pragma once

#include <bit>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/image.hpp"

/// Draws DPX files bit by bit, without a line of the code under test.
namespace tasma::synthetic {

/// What kind of DPX, and what its header says. Numbers as ST 268 codes them.
struct DpxFlavour {
  int packing = 1;  // 0 packed, 1 filled A, 2 filled B; 8 and 16 bits have no use for it
  bool big_endian = true;
  int descriptor = 0;                     // 0: luma, RGB or RGBA by the number of planes
  bool pad_lines = true;                  // to 32 bits
  std::uint32_t line_padding = 0;         // bytes behind each line, as the header says
  std::uint32_t padding_seed = 0;         // not 0: what is no sample is random
  std::uint32_t offset = 2048;            // of the image; at least 1664
  std::vector<std::uint8_t> behind = {};  // what follows the image
  std::string version = "V2.0", file_name = {}, created = {}, creator = "tasma tests", project = {}, input_device = {},
              input_serial = {};
  int orientation = 0, transfer = 1, colorimetric = 1;
  float film_rate = 24, television_rate = 0;
  std::uint32_t timecode = 0xffffffff;  // binary coded decimals, 0x01020304
  std::string keycode = {};             // 16 characters: manufacturer, type, perforations, prefix, count
  std::uint32_t aspect_across = 1, aspect_down = 1;
  std::uint32_t frame_position = 0xffffffff;
};

class DpxBytes {
 public:
  DpxBytes(std::size_t size, bool big_endian) : bytes(size, 0), big_endian_(big_endian) {}
  void put(std::size_t at, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i)
      bytes.at(at + static_cast<std::size_t>(i)) =
          static_cast<std::uint8_t>(value >> 8 * (big_endian_ ? size - 1 - i : i));
  }
  void put(std::size_t at, float value) { put(at, std::bit_cast<std::uint32_t>(value), 4); }
  void put(std::size_t at, std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) bytes.at(at + i) = static_cast<std::uint8_t>(text[i]);
  }
  std::vector<std::uint8_t> bytes;

 private:
  bool big_endian_;
};

/// The image alone: one line after the other, one bit after the other.
inline std::vector<std::uint8_t> draw_dpx_samples(const DpxFlavour& flavour, const Image& image) {
  std::mt19937 random(flavour.padding_seed);
  const bool noisy = flavour.padding_seed != 0;
  const int depth = image.depth(), planes = image.planes();
  const bool spans = depth == 10 || (depth == 12 && flavour.packing == 0);
  const int unit = spans ? 32 : depth == 8 ? 8 : 16;  // bits of a word; its bytes are in the file's order

  std::vector<std::uint8_t> bytes;
  std::vector<int> bits;  // of the present word, from the lowest; -1: nobody set it
  std::size_t used = 0;   // bits of it that are taken, for packed words; datums, for filled ones
  const auto flush = [&] {
    if (used == 0) return;
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < bits.size(); ++i) {
      const int bit = bits[i] >= 0 ? bits[i] : noisy ? static_cast<int>(random() & 1) : 0;
      word |= static_cast<std::uint32_t>(bit) << i;
    }
    for (int i = 0; i < unit / 8; ++i)
      bytes.push_back(static_cast<std::uint8_t>(word >> (flavour.big_endian ? unit - 8 - 8 * i : 8 * i)));
    used = 0;
  };
  const auto set = [&](std::size_t at, int sample, int count) {
    if (used == 0) bits.assign(static_cast<std::size_t>(unit), -1);
    for (int i = 0; i < count; ++i) bits[at + static_cast<std::size_t>(i)] = sample >> i & 1;
  };
  const auto put = [&](int sample) {
    if (depth == 10) {
      const auto slot = planes == 1 ? used : 2 - used;
      set(slot * 10 + (flavour.packing == 1 ? 2 : 0), sample, 10);
      if (++used == 3) flush();
    } else if (spans) {
      for (int i = 0; i < depth; ++i) {
        set(used, sample >> i, 1);
        if (++used == 32) flush();
      }
    } else {
      set(depth == 12 && flavour.packing == 1 ? 4 : 0, sample, depth);
      used = 1;
      flush();
    }
  };

  const auto pad = [&] { bytes.push_back(static_cast<std::uint8_t>(noisy ? random() : 0)); };
  for (int y = 0; y < image.size().height; ++y) {
    const auto line = bytes.size();
    for (int x = 0; x < image.size().width; ++x)
      for (int i = 0; i < planes; ++i)
        put(image.row(flavour.descriptor == 52 ? planes - 1 - i : i, y)[static_cast<std::size_t>(x)]);
    if (flavour.pad_lines) {
      flush();
      while ((bytes.size() - line) % 4 != 0) pad();
    }
    for (std::uint32_t i = 0; i < flavour.line_padding; ++i) pad();
  }
  flush();
  return bytes;
}

/// A whole file.
inline std::vector<std::uint8_t> draw_dpx(const DpxFlavour& flavour, const Image& image) {
  const auto samples = draw_dpx_samples(flavour, image);
  DpxBytes file(flavour.offset, flavour.big_endian);
  const auto total = flavour.offset + samples.size() + flavour.behind.size();
  const int by_planes = image.planes() == 1 ? 6 : image.planes() == 3 ? 50 : 51;
  file.put(0, 0x53445058, 4);
  file.put(4, flavour.offset, 4);
  file.put(8, flavour.version);
  file.put(16, total, 4);
  file.put(20, 1, 4);
  file.put(24, 1664, 4);
  file.put(28, flavour.offset >= 2048 ? 384 : 0, 4);
  file.put(32, flavour.offset >= 2048 ? flavour.offset - 2048 : 0, 4);
  file.put(36, flavour.file_name);
  file.put(136, flavour.created);
  file.put(160, flavour.creator);
  file.put(260, flavour.project);
  file.put(660, 0xffffffff, 4);
  file.put(768, static_cast<std::uint64_t>(flavour.orientation), 2);
  file.put(770, 1, 2);
  file.put(772, static_cast<std::uint64_t>(image.size().width), 4);
  file.put(776, static_cast<std::uint64_t>(image.size().height), 4);
  file.put(784, 0, 4);
  file.put(788, 0xffffffff, 4);
  file.put(792, (std::uint64_t{1} << image.depth()) - 1, 4);
  file.put(796, 2.048F);
  file.put(800, static_cast<std::uint64_t>(flavour.descriptor != 0 ? flavour.descriptor : by_planes), 1);
  file.put(801, static_cast<std::uint64_t>(flavour.transfer), 1);
  file.put(802, static_cast<std::uint64_t>(flavour.colorimetric), 1);
  file.put(803, static_cast<std::uint64_t>(image.depth()), 1);
  file.put(804, static_cast<std::uint64_t>(flavour.packing), 2);
  file.put(808, flavour.offset, 4);
  file.put(812, flavour.line_padding, 4);
  file.put(1556, flavour.input_device);
  file.put(1588, flavour.input_serial);
  file.put(1628, flavour.aspect_across, 4);
  file.put(1632, flavour.aspect_down, 4);
  if (flavour.offset >= 2048) {
    file.put(1664, flavour.keycode);
    file.put(1712, flavour.frame_position, 4);
    file.put(1724, flavour.film_rate);
    file.put(1920, flavour.timecode, 4);
    file.put(1940, flavour.television_rate);
  }
  file.bytes.insert(file.bytes.end(), samples.begin(), samples.end());
  file.bytes.insert(file.bytes.end(), flavour.behind.begin(), flavour.behind.end());
  return file.bytes;
}

inline void write_file(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

/// Samples without a pattern: every value of the depth may occur.
inline Image noise(Size size, int planes, int depth, std::uint32_t seed) {
  std::mt19937 random(seed);
  Image image(size, planes, depth);
  for (int plane = 0; plane < planes; ++plane)
    for (int y = 0; y < size.height; ++y)
      for (auto& sample : image.row(plane, y)) sample = static_cast<std::uint16_t>(random() & ((1u << depth) - 1));
  return image;
}

}  // namespace tasma::synthetic
