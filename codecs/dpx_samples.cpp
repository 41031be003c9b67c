#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "codecs/dpx.hpp"
#include "codecs/dpx_fields.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

template <class Word, bool swapped>
Word load(const std::uint8_t* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  if constexpr (swapped) word = sizeof word == 2 ? __builtin_bswap16(word) : static_cast<Word>(__builtin_bswap32(word));
  return word;
}

template <class Word, bool swapped>
void store(Word word, std::uint8_t* to) {
  if constexpr (swapped) word = sizeof word == 2 ? __builtin_bswap16(word) : static_cast<Word>(__builtin_bswap32(word));
  std::memcpy(to, &word, sizeof word);
}

/// How samples lie in words. A group is the smallest run of datums that fills whole words. put() keeps all bits that
/// are no samples.
struct Bytes {
  static constexpr std::size_t datums = 1, bytes = 1;
  static void get(const std::uint8_t* from, std::uint16_t* to) { *to = *from; }
  static void put(const std::uint16_t* from, std::uint8_t* to) { *to = static_cast<std::uint8_t>(*from); }
};

template <bool swapped, int shift, std::uint16_t mask>
struct Halves {  // 16 bits; 12 in the upper (A) or lower (B) bits of 16
  static constexpr std::size_t datums = 1, bytes = 2;
  static void get(const std::uint8_t* from, std::uint16_t* to) {
    *to = static_cast<std::uint16_t>(load<std::uint16_t, swapped>(from) >> shift & mask);
  }
  static void put(const std::uint16_t* from, std::uint8_t* to) {
    const auto kept = load<std::uint16_t, swapped>(to) & ~(mask << shift);
    store<std::uint16_t, swapped>(static_cast<std::uint16_t>(kept | (*from & mask) << shift), to);
  }
};

template <bool swapped, int shift, bool first_is_low>
struct Thirds {  // three of 10 bits in 32, in the upper (A) or lower (B) 30
  static constexpr std::size_t datums = 3, bytes = 4;
  static constexpr int low = first_is_low ? 0 : 2, high = 2 - low;
  static void get(const std::uint8_t* from, std::uint16_t* to) {
    const auto word = load<std::uint32_t, swapped>(from) >> shift;
    to[low] = word & 1023;
    to[1] = word >> 10 & 1023;
    to[high] = word >> 20 & 1023;
  }
  static void put(const std::uint16_t* from, std::uint8_t* to) {
    const auto kept = load<std::uint32_t, swapped>(to) & ~(0x3fffffffu << shift);
    const auto word = (from[low] & 1023u) | (from[1] & 1023u) << 10 | (from[high] & 1023u) << 20;
    store<std::uint32_t, swapped>(kept | word << shift, to);
  }
};

template <bool swapped>
struct Twelves {  // eight of 12 bits in three words, the first in the lowest bits of the first
  static constexpr std::size_t datums = 8, bytes = 12;
  static void get(const std::uint8_t* from, std::uint16_t* to) {
    const std::array words{load<std::uint32_t, swapped>(from), load<std::uint32_t, swapped>(from + 4),
                           load<std::uint32_t, swapped>(from + 8)};
    const std::uint64_t lower = words[0] | std::uint64_t{words[1]} << 32;
    const std::uint64_t upper = words[1] >> 16 | std::uint64_t{words[2]} << 16;
    for (int i = 0; i < 4; ++i) to[i] = lower >> 12 * i & 4095;
    for (int i = 0; i < 4; ++i) to[i + 4] = upper >> 12 * i & 4095;
  }
  static void put(const std::uint16_t* from, std::uint8_t* to) {
    std::uint64_t lower = 0, upper = 0;  // 48 bits each
    for (int i = 0; i < 4; ++i) lower |= std::uint64_t{from[i] & 4095u} << 12 * i;
    for (int i = 0; i < 4; ++i) upper |= std::uint64_t{from[i + 4] & 4095u} << 12 * i;
    store<std::uint32_t, swapped>(static_cast<std::uint32_t>(lower), to);
    store<std::uint32_t, swapped>(static_cast<std::uint32_t>(lower >> 32 | upper << 16), to + 4);
    store<std::uint32_t, swapped>(static_cast<std::uint32_t>(upper >> 16), to + 8);
  }
};

/// Calls `work` with the type of words that `layout` has.
template <class Work>
void with_words(const DpxLayout& layout, Work work) {
  constexpr bool host_is_big = std::endian::native == std::endian::big;
  const auto with_order = [&]<bool swapped>() {
    const bool a = layout.packing == DpxPacking::filled_a;
    if (layout.depth == 16) return work(Halves<swapped, 0, 65535>{});
    if (layout.depth == 12 && layout.packing == DpxPacking::packed) return work(Twelves<swapped>{});
    if (layout.depth == 12) return a ? work(Halves<swapped, 4, 4095>{}) : work(Halves<swapped, 0, 4095>{});
    if (layout.planes == 1) return a ? work(Thirds<swapped, 2, true>{}) : work(Thirds<swapped, 0, true>{});
    return a ? work(Thirds<swapped, 2, false>{}) : work(Thirds<swapped, 0, false>{});
  };
  if (layout.depth == 8) return work(Bytes{});
  layout.big_endian == host_is_big ? with_order.template operator()<false>() : with_order.template operator()<true>();
}

/// Where a line's datums lie: whole groups that hold them, and how many datums of others come before.
struct Place {
  std::size_t byte = 0;    // of the first group, from the start of the image
  std::size_t before = 0;  // datums in it that belong to the line above
  std::size_t bytes = 0;   // of all its groups; the last of them may be cut short at a word
};

template <class Words>
Place place_of(const DpxLayout& layout, int y) {
  const auto datums = static_cast<std::uint64_t>(layout.size.width) * static_cast<std::uint64_t>(layout.planes);
  const auto first = layout.stride == 0 ? datums * static_cast<std::uint64_t>(y) : 0;
  const auto start = layout.stride * static_cast<std::uint64_t>(y) + first / Words::datums * Words::bytes;
  const auto before = first % Words::datums;
  return {start, before, dpx::bytes_of(before + datums, layout.depth, layout.packing)};
}

template <class Words>
void get_groups(const std::uint8_t* from, std::size_t bytes, std::uint16_t* to) {
  const auto groups = bytes / Words::bytes;
  for (std::size_t i = 0; i < groups; ++i) Words::get(from + i * Words::bytes, to + i * Words::datums);
  if constexpr (Words::bytes == 12) {
    if (const auto rest = bytes % Words::bytes; rest != 0) {
      std::array<std::uint8_t, Words::bytes> last{};
      std::copy_n(from + groups * Words::bytes, rest, last.data());
      Words::get(last.data(), to + groups * Words::datums);
    }
  }
}

template <class Words>
void put_groups(const std::uint16_t* from, std::size_t bytes, std::uint8_t* to) {
  const auto groups = bytes / Words::bytes;
  for (std::size_t i = 0; i < groups; ++i) Words::put(from + i * Words::datums, to + i * Words::bytes);
  if constexpr (Words::bytes == 12) {
    if (const auto rest = bytes % Words::bytes; rest != 0) {
      std::array<std::uint8_t, Words::bytes> last{};
      Words::put(from + groups * Words::datums, last.data());
      std::copy_n(last.data(), rest, to + groups * Words::bytes);
    }
  }
}

/// The rows of line `y` of the file, in its order of datums.
template <class Pixels>
auto rows_of(const DpxLayout& layout, Pixels& image, int y) {
  std::array<decltype(image.row(0, 0).data()), 4> rows{};
  const int upright = layout.bottom_up ? layout.size.height - 1 - y : y;
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout.planes); ++i)
    rows[i] = image.row(layout.plane_of[i], upright).data();
  return rows;
}

/// Pixels of `planes` datums to one row a plane, and back. A loop of its own for each number, so that it is fast.
template <int planes>
void spread(const std::uint16_t* from, std::size_t width, const std::array<std::uint16_t*, 4>& rows) {
  for (std::size_t x = 0; x < width; ++x)
    for (std::size_t i = 0; i < planes; ++i) rows[i][x] = from[x * planes + i];
}

template <int planes>
void gather(const std::array<const std::uint16_t*, 4>& rows, std::size_t width, std::uint16_t* to) {
  for (std::size_t x = 0; x < width; ++x)
    for (std::size_t i = 0; i < planes; ++i) to[x * planes + i] = rows[i][x];
}

/// One pixel a word, the flavour of most scans: without a stop between words and planes.
template <class Words>
void get_pixels(const std::uint8_t* from, std::size_t width, const std::array<std::uint16_t*, 4>& rows) {
  auto *const red = rows[0], *const green = rows[1], *const blue = rows[2];
  for (std::size_t x = 0; x < width; ++x) {
    std::array<std::uint16_t, 3> pixel;
    Words::get(from + x * Words::bytes, pixel.data());
    red[x] = pixel[0];
    green[x] = pixel[1];
    blue[x] = pixel[2];
  }
}

template <class Words>
void put_pixels(const std::array<const std::uint16_t*, 4>& rows, std::size_t width, std::uint8_t* to) {
  const auto *const red = rows[0], *const green = rows[1], *const blue = rows[2];
  for (std::size_t x = 0; x < width; ++x) {
    const std::array pixel{red[x], green[x], blue[x]};
    Words::put(pixel.data(), to + x * Words::bytes);
  }
}

void check_length(const DpxLayout& layout, std::uint64_t size) {
  if (size >= layout.offset && size - layout.offset >= layout.bytes) return;
  throw Error(
      ExitCode::material,
      Message("T2118", "the DPX file has {1} bytes, {2} are needed: it changed while it was read; look at it again",
              {std::to_string(size), std::to_string(layout.offset + layout.bytes)}));
}

std::size_t scratch_of(const DpxLayout& layout) {
  constexpr std::size_t largest_group = 8;  // one more before, one more behind
  return static_cast<std::size_t>(layout.size.width) * static_cast<std::size_t>(layout.planes) + 2 * largest_group;
}

}  // namespace

std::uint64_t dpx::bytes_of(std::uint64_t datums, int depth, DpxPacking packing) {
  if (depth == 8) return datums;
  if (depth == 10) return (datums + 2) / 3 * 4;
  if (depth == 12 && packing == DpxPacking::packed) return (datums * 12 + 31) / 32 * 4;
  return datums * 2;
}

Image unpack_dpx(const DpxHeader& header, std::span<const std::uint8_t> file) {
  const auto& layout = header.layout;
  check_length(layout, file.size());
  auto image = Image::to_be_filled(layout.size, layout.planes, layout.depth);
  std::vector<std::uint16_t> datums(scratch_of(layout));
  const auto width = static_cast<std::size_t>(layout.size.width);
  with_words(layout, [&]<class Words>(Words) {
    for (int y = 0; y < layout.size.height; ++y) {
      const auto place = place_of<Words>(layout, y);
      const auto* from = file.data() + layout.offset + place.byte;
      const auto rows = rows_of(layout, image, y);
      if (Words::datums == 3 && layout.planes == 3) {
        get_pixels<Words>(from, width, rows);
        continue;
      }
      get_groups<Words>(from, place.bytes, datums.data());
      const auto* line = datums.data() + place.before;
      if (layout.planes == 1) std::copy_n(line, width, rows[0]);
      if (layout.planes == 3) spread<3>(line, width, rows);
      if (layout.planes == 4) spread<4>(line, width, rows);
    }
  });
  return image;
}

void dpx::put_samples(const DpxLayout& layout, const Image& image, std::span<std::uint8_t> file) {
  std::vector<std::uint16_t> datums(scratch_of(layout));
  const auto width = static_cast<std::size_t>(layout.size.width);
  with_words(layout, [&]<class Words>(Words) {
    for (int y = 0; y < layout.size.height; ++y) {
      const auto place = place_of<Words>(layout, y);
      auto* to = file.data() + layout.offset + place.byte;
      const auto rows = rows_of(layout, image, y);
      if (Words::datums == 3 && layout.planes == 3) {
        put_pixels<Words>(rows, width, to);
        continue;
      }
      // Datums of other lines, and those that only fill the last word, are read so that they can be put back.
      if constexpr (Words::datums > 1) get_groups<Words>(to, place.bytes, datums.data());
      auto* line = datums.data() + place.before;
      if (layout.planes == 1) std::copy_n(rows[0], width, line);
      if (layout.planes == 3) gather<3>(rows, width, line);
      if (layout.planes == 4) gather<4>(rows, width, line);
      put_groups<Words>(datums.data(), place.bytes, to);
    }
  });
}

std::vector<std::uint8_t> repack_dpx(const DpxHeader& header, std::span<const std::uint8_t> source_file,
                                     const Image& image) {
  const auto& layout = header.layout;
  check_length(layout, source_file.size());
  if (image.size() != layout.size || image.planes() != layout.planes || image.depth() != layout.depth)
    throw Error(ExitCode::bug, Message("T2119", "a DPX file was to be repacked with an image of another shape"));
  std::vector<std::uint8_t> file(source_file.begin(), source_file.end());
  dpx::put_samples(layout, image, file);
  return file;
}

}  // namespace tasma::codecs
