#include <array>
#include <iostream>
#include <random>

#include "tests/support/dpx_writer.hpp"
#include "tests/support/tiff_writer.hpp"
#include "tests/support/wave_writer.hpp"

/// Draws reels of three small frames, one of each flavour that comes back from its samples, in folders by their names:
/// flavour_reels FOLDER. Whatever is no sample is random: padding, header fields that nobody reads, bytes at the end.
namespace tasma::synthetic {
namespace {

namespace fs = std::filesystem;

constexpr int frames = 3;
constexpr Size size{29, 7};  // fills no word of any packing

std::vector<std::uint8_t> junk(std::size_t bytes, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::uint8_t> junk(bytes);
  for (auto& byte : junk) byte = static_cast<std::uint8_t>(random());
  return junk;
}

int planes_of(int descriptor) { return descriptor < 50 ? 1 : descriptor == 50 ? 3 : 4; }

/// Header fields that say nothing about the picture: reserved, descriptions, names, slate, user data.
void soil_dpx_header(std::vector<std::uint8_t>& file, std::size_t offset, std::uint32_t seed) {
  struct Field {
    std::size_t at, bytes;
  };
  for (const auto [at, bytes] :
       std::array<Field, 6>{{{664, 104}, {820, 32}, {1432, 100}, {1644, 20}, {1764, 100}, {2048, offset - 2048}}}) {
    const auto dirt = junk(bytes, seed + static_cast<std::uint32_t>(at));
    std::ranges::copy(dirt, file.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

void draw_dpx_reel(const fs::path& folder, DpxFlavour flavour, int depth, std::uint32_t reel) {
  for (std::uint32_t frame = 1; frame <= frames; ++frame) {
    const auto seed = reel * 16 + frame;
    flavour.padding_seed = seed;
    // Bytes at the end of a file whose lines run on may pass for padding of the lines.
    flavour.behind = junk(frame == 2 && flavour.pad_lines ? 777 : 0, seed);
    auto file = draw_dpx(flavour, noise(size, planes_of(flavour.descriptor), depth, seed));
    soil_dpx_header(file, flavour.offset, seed);
    write_file(folder / ("f" + std::to_string(frame) + ".dpx"), file);
  }
}

void draw_tiff_reel(const fs::path& folder, TiffWriter writer, int planes, int depth, std::uint32_t reel) {
  writer.rows_per_strip = 4;
  for (std::uint32_t frame = 1; frame <= frames; ++frame) {
    const auto seed = reel * 16 + frame;
    writer.texts[305] = "drawn with seed " + std::to_string(seed);
    auto file = writer.write(noise(size, planes, depth, seed));
    const auto end = junk(frame == 2 ? 77 : 0, seed);
    file.insert(file.end(), end.begin(), end.end());
    write_file(folder / ("f" + std::to_string(frame) + ".tif"), file);
  }
}

/// Sounds of every coding, one a reel, while there are some.
void draw_sound(const fs::path& folder, std::size_t reel) {
  const std::vector<WaveWriter> sounds{
      {.bits = 8, .samples = 5001, .before = {{"bext", 603}}},
      {.channels = 1, .bits = 8, .samples = 5001},
      {.bits = 16, .samples = 6001, .before = {{"junk", 1}}},
      {.channels = 6, .bits = 24, .samples = 6001},
      {.form = "RF64", .extensible = true, .bits = 24, .samples = 6001},
      {.rate = 96000, .bits = 32, .samples = 6001},
      {.tag = 3, .bits = 32, .samples = 6001},
  };
  if (reel <= sounds.size()) write_file(folder / "sound.wav", sounds.at(reel - 1).write());
}

/// A folder of its own for each reel, counted.
class Reels {
 public:
  explicit Reels(fs::path to) : to_(std::move(to)) {}
  void begin(const std::string& name) {
    folder = to_ / name;
    fs::create_directories(folder);
    draw_sound(folder, ++number);
  }
  fs::path folder;
  std::uint32_t number = 0;

 private:
  fs::path to_;
};

void draw_dpx_reels(Reels& reels) {
  struct Kind {
    int depth, packing;
    std::string name;
  };
  const std::vector<Kind> kinds{{8, 0, "8"},          {10, 1, "10-filled-a"}, {10, 2, "10-filled-b"},
                                {12, 0, "12-packed"}, {12, 1, "12-filled-a"}, {12, 2, "12-filled-b"},
                                {16, 0, "16"}};
  const std::vector<std::pair<int, std::string>> components{{6, "y"}, {50, "rgb"}, {51, "rgba"}, {52, "abgr"}};
  for (const auto& kind : kinds)
    for (const auto& [descriptor, letters] : components)
      for (const bool big_endian : {false, true}) {
        const auto name = "dpx-" + letters + "-" + kind.name + (big_endian ? "-be" : "-le");
        DpxFlavour flavour;
        flavour.packing = kind.packing;
        flavour.big_endian = big_endian;
        flavour.descriptor = descriptor;
        flavour.orientation = kind.depth == 12 && kind.packing == 0 ? 2 : 0;  // bottom to top
        flavour.offset = 2048 + reels.number * 100;
        flavour.line_padding = reels.number % 4 == 1 ? 5 : 0;
        reels.begin(name);
        draw_dpx_reel(reels.folder, flavour, kind.depth, reels.number);
        if (descriptor == 52 || !big_endian) continue;
        flavour.pad_lines = false;
        flavour.line_padding = 0;
        reels.begin(name + "-unpadded");
        draw_dpx_reel(reels.folder, flavour, kind.depth, reels.number);
      }
}

void draw_tiff_reels(Reels& reels) {
  const std::vector<std::pair<int, std::string>> components{{1, "y"}, {3, "rgb"}, {4, "rgba"}};
  for (const int depth : {8, 16})
    for (const auto& [planes, letters] : components)
      for (const bool big_endian : {false, true}) {
        TiffWriter writer;
        writer.big_endian = big_endian;
        reels.begin("tiff-" + letters + "-" + std::to_string(depth) + (big_endian ? "-be" : "-le"));
        draw_tiff_reel(reels.folder, writer, planes, depth, reels.number);
      }
}

}  // namespace
}  // namespace tasma::synthetic

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: flavour_reels FOLDER\n";
    return 2;
  }
  tasma::synthetic::Reels reels(argv[1]);
  tasma::synthetic::draw_dpx_reels(reels);
  tasma::synthetic::draw_tiff_reels(reels);
}
