#include "codecs/tiff_samples.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

using Line = std::span<const std::uint8_t>;

/// A line of samples as libtiff gives it: whole bytes or words in the machine's order.
template <class Sample>
struct Whole {
  Line line;
  std::uint16_t operator()(std::size_t index) const {
    Sample value;
    std::memcpy(&value, line.data() + index * sizeof value, sizeof value);
    return value;
  }
};

/// Samples of 10 or 12 bits, each behind the last, highest bit first in either byte order.
struct Packed {
  Line line;
  std::size_t bits;
  std::uint16_t operator()(std::size_t index) const {
    const auto first = index * bits;
    const auto byte = [&](std::size_t at) -> std::uint32_t { return at < line.size() ? line[at] : 0; };
    const auto word = byte(first / 8) << 16 | byte(first / 8 + 1) << 8 | byte(first / 8 + 2);
    return static_cast<std::uint16_t>(word >> (24 - first % 8 - bits) & ((1U << bits) - 1));
  }
};

/// Where the samples of a line belong.
struct Place {
  int x, y, width;        // pixels; a tile's line may be longer
  int plane, planes = 1;  // the first of those that lie together
};

template <class Samples>
void put(const Samples& samples, const Place& place, Image& image) {
  for (int plane = 0; plane < place.planes; ++plane) {
    const auto row = image.row(place.plane + plane, place.y).subspan(static_cast<std::size_t>(place.x));
    auto index = static_cast<std::size_t>(plane);
    for (auto& sample : row.first(static_cast<std::size_t>(place.width))) {
      sample = samples(index);
      index += static_cast<std::size_t>(place.planes);
    }
  }
}

void put_line(Line line, const Place& place, Image& image) {
  if (image.depth() == 8) return put(Whole<std::uint8_t>{line}, place, image);
  if (image.depth() == 16) return put(Whole<std::uint16_t>{line}, place, image);
  put(Packed{line, static_cast<std::size_t>(image.depth())}, place, image);
}

void read_strips(const TiffFile& file, const TiffLayout& layout, Image& image) {
  std::vector<std::uint8_t> line(layout.line_bytes());
  const auto [width, height] = image.size();
  for (int plane = 0; plane < image.planes(); plane += layout.planes_together())
    for (int y = 0; y < height; ++y) {
      if (TIFFReadScanline(file.handle(), line.data(), static_cast<std::uint32_t>(y),
                           static_cast<std::uint16_t>(plane)) != 1)
        throw Error(ExitCode::material,
                    Message("T2209", "row {1} of the TIFF does not decode ({2}); copy the file again",
                            {std::to_string(y), printable(std::string_view(file.first_error()))}));
      put_line(line, {0, y, width, plane, layout.planes_together()}, image);
    }
}

void read_tiles(const TiffFile& file, const TiffLayout& layout, Image& image) {
  std::vector<std::uint8_t> tile(layout.piece_bytes(0));
  const auto line_bytes = static_cast<std::size_t>(layout.line_bytes());
  const int across = static_cast<int>(layout.tile_width), down = static_cast<int>(layout.tile_height);
  const auto [width, height] = image.size();
  std::uint32_t number = 0;  // tiles are counted by lines of them, plane by plane
  for (int plane = 0; plane < image.planes(); plane += layout.planes_together())
    for (int top = 0; top < height; top += down)
      for (int left = 0; left < width; left += across, ++number) {
        const auto bytes = static_cast<tmsize_t>(tile.size());
        if (TIFFReadEncodedTile(file.handle(), number, tile.data(), bytes) != bytes)
          throw Error(ExitCode::material,
                      Message("T2244", "tile {1} of the TIFF does not decode ({2}); copy the file again",
                              {std::to_string(number), printable(std::string_view(file.first_error()))}));
        for (int y = 0; y < std::min(down, height - top); ++y)
          put_line(Line(tile).subspan(static_cast<std::size_t>(y) * line_bytes, line_bytes),
                   {left, top + y, std::min(across, width - left), plane, layout.planes_together()}, image);
      }
}

}  // namespace

Image read_samples(const TiffFile& file, const TiffLayout& layout) {
  Image image(layout.size(), layout.samples, layout.bits);
  layout.tiled ? read_tiles(file, layout, image) : read_strips(file, layout, image);
  return image;
}

}  // namespace tasma::codecs
