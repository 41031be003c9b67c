#pragma once

#include <OpenEXR/ImfChannelList.h>
#include <OpenEXR/ImfFrameBuffer.h>
#include <OpenEXR/ImfHeader.h>
#include <OpenEXR/ImfIO.h>
#include <OpenEXR/ImfOutputFile.h>
#include <OpenEXR/ImfTiledOutputFile.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace tasma::synthetic {

/// Draws OpenEXR files by the library's own writer, into memory.
class ExrWriter {
 public:
  Imath::Box2i window{{0, 0}, {36, 18}};  // of the data
  std::vector<std::string> channels{"R", "G", "B"};
  Imf::PixelType type = Imf::HALF;
  Imf::Compression compression = Imf::ZIP_COMPRESSION;
  Imf::LineOrder order = Imf::INCREASING_Y;
  int tile = 0;  // pixels a side; 0: scan lines
  Imf::LevelMode levels = Imf::ONE_LEVEL;
  Imf::Header header{37, 19};  // its display window and every attribute

  int width() const { return window.max.x - window.min.x + 1; }
  int height() const { return window.max.y - window.min.y + 1; }

  /// The light of a sample, exact as a half: steps of 1/64 from below black to above white.
  float light(std::size_t channel, int x, int y) const {
    return static_cast<float>((x * 7 + y * 13 + static_cast<int>(channel) * 29) % 256 - 16) / 64;
  }

  std::vector<std::uint8_t> write() const {
    auto said = header;
    said.dataWindow() = window;
    said.compression() = compression;
    said.lineOrder() = order;
    for (const auto& name : channels) said.channels().insert(name, Imf::Channel(type));
    if (tile > 0)
      said.setTileDescription({static_cast<unsigned>(tile), static_cast<unsigned>(tile), levels, Imf::ROUND_DOWN});

    const auto pixels = static_cast<std::size_t>(width()) * static_cast<std::size_t>(height());
    std::vector<half> halves(pixels * channels.size());
    std::vector<float> floats(pixels * channels.size());
    Imf::FrameBuffer buffer;
    for (std::size_t channel = 0; channel < channels.size(); ++channel) {
      for (int y = 0; y < height(); ++y)
        for (int x = 0; x < width(); ++x) {
          const auto at = channel * pixels + static_cast<std::size_t>(y * width() + x);
          halves[at] = half(floats[at] = light(channel, x, y));
        }
      void* const first = type == Imf::HALF ? static_cast<void*>(&halves[channel * pixels]) : &floats[channel * pixels];
      buffer.insert(channels[channel], Imf::Slice::Make(type, first, window));
    }

    Memory memory;
    if (tile > 0) {
      Imf::TiledOutputFile file(memory, said, 0);
      file.setFrameBuffer(buffer);
      for (int level = 0; level < (levels == Imf::ONE_LEVEL ? 1 : file.numLevels()); ++level)
        file.writeTiles(0, file.numXTiles(level) - 1, 0, file.numYTiles(level) - 1, level);
    } else {
      Imf::OutputFile file(memory, said, 0);
      file.setFrameBuffer(buffer);
      file.writePixels(height());
    }
    return memory.bytes;
  }

 private:
  struct Memory final : Imf::OStream {
    Memory() : OStream("memory") {}
    void write(const char* from, int count) override {
      const auto end = at + static_cast<std::size_t>(count);
      if (bytes.size() < end) bytes.resize(end);
      std::copy_n(from, count, bytes.begin() + static_cast<std::ptrdiff_t>(at));
      at = end;
    }
    std::uint64_t tellp() override { return at; }
    void seekp(std::uint64_t place) override { at = place; }

    std::vector<std::uint8_t> bytes;
    std::size_t at = 0;
  };
};

}  // namespace tasma::synthetic
