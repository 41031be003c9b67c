#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/dpx_writer.hpp"
#include "tests/support/tiff_writer.hpp"
#include "tests/support/wave_writer.hpp"

/// Draws reels of small frames in folders by their names: flavour_reels FOLDER. One reel for each flavour of DPX and
/// TIFF that RAWcooked knows, three frames each; all others that come back from samples are mixed, by planes and depth.
/// Whatever is no sample is random: padding, header fields that nobody reads, bytes at the end.
namespace tasma::synthetic {
namespace {

namespace fs = std::filesystem;

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

/// The reels by name, with how many frames each has so far.
class Reels {
 public:
  explicit Reels(fs::path to) : to_(std::move(to)) {}

  /// Draws `count` frames; `draw` gets a seed and makes a file.
  template <class Draw>
  void add(const std::string& reel, int count, const std::string& extension, Draw draw) {
    const bool fresh = !frames_.contains(reel);
    auto& frames = frames_[reel];
    if (fresh) {
      fs::create_directories(to_ / reel);
      draw_sound(to_ / reel, frames_.size());
    }
    for (; count > 0; --count) write_file(to_ / reel / ("f" + std::to_string(++frames) + extension), draw(++seed_));
  }

 private:
  fs::path to_;
  std::map<std::string, int> frames_;
  std::uint32_t seed_ = 0;
};

/// The 22 of RAWcooked (Source/Lib/Uncompressed/DPX/DPX.cpp), but for 8 bits in either byte order alike.
bool is_known_to_rawcooked(const DpxFlavour& flavour, int depth) {
  const bool grey = planes_of(flavour.descriptor) == 1;
  if (flavour.descriptor == 52) return false;
  if (depth == 8) return flavour.big_endian;
  if (depth == 16) return true;
  if (flavour.packing == 1) return depth == 10 ? !grey || flavour.big_endian : !grey;
  return flavour.big_endian && (flavour.packing == 0 || (depth == 10 && grey));
}

void draw_dpx(Reels& reels, DpxFlavour flavour, int depth) {
  const std::map<int, std::string> letters{{6, "y"}, {50, "rgb"}, {51, "rgba"}, {52, "abgr"}};
  const auto planes = planes_of(flavour.descriptor);
  const bool known = is_known_to_rawcooked(flavour, depth);
  auto reel = "mixed-" + std::to_string(planes) + "x" + std::to_string(depth);
  if (known)
    reel = letters.at(flavour.descriptor) + std::to_string(depth) + "packing" + std::to_string(flavour.packing) +
           (flavour.big_endian ? "be" : "le");
  const auto draw = [&](std::uint32_t seed) {
    flavour.padding_seed = seed;
    flavour.offset = 2048 + seed % 7 * 100;
    flavour.line_padding = flavour.pad_lines && seed % 4 == 1 ? 5 : 0;
    // Bytes at the end of a file whose lines run on may pass for padding of the lines.
    flavour.behind = junk(flavour.pad_lines && seed % 3 == 2 ? 777 : 0, seed);
    auto file = synthetic::draw_dpx(flavour, noise(size, planes, depth, seed));
    soil_dpx_header(file, flavour.offset, seed);
    return file;
  };
  flavour.pad_lines = true;
  reels.add(reel, known ? 3 : 1, ".dpx", draw);
  flavour.pad_lines = false;
  flavour.orientation = flavour.big_endian ? 2 : 0;
  reels.add("mixed-" + std::to_string(planes) + "x" + std::to_string(depth), 1, ".dpx", draw);
}

void draw_dpx_reels(Reels& reels) {
  const std::vector<std::pair<int, int>> kinds{{8, 0}, {10, 1}, {10, 2}, {12, 0}, {12, 1}, {12, 2}, {16, 0}};
  for (const auto& [depth, packing] : kinds)
    for (const int descriptor : {6, 50, 51, 52})
      for (const bool big_endian : {false, true}) {
        DpxFlavour flavour;
        flavour.packing = packing;
        flavour.big_endian = big_endian;
        flavour.descriptor = descriptor;
        flavour.orientation = depth == 12 && packing == 0 ? 2 : 0;  // bottom to top
        draw_dpx(reels, flavour, depth);
      }
}

void draw_tiff_reels(Reels& reels) {
  for (const int depth : {8, 16})
    for (const int planes : {1, 3, 4})
      for (const bool big_endian : {false, true}) {
        if (depth == 8 && big_endian) continue;
        TiffWriter writer;
        writer.big_endian = big_endian;
        writer.rows_per_strip = 4;
        const auto reel = "tiff" + std::to_string(planes) + "x" + std::to_string(depth) + (big_endian ? "be" : "le");
        reels.add(reel, 3, ".tif", [&](std::uint32_t seed) {
          writer.texts[305] = "drawn with seed " + std::to_string(seed);
          auto file = writer.write(noise(size, planes, depth, seed));
          const auto end = junk(seed % 3 == 2 ? 77 : 0, seed);
          file.insert(file.end(), end.begin(), end.end());
          return file;
        });
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
