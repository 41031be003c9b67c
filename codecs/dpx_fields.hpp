#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>

#include "codecs/dpx.hpp"

/// The header of a DPX file, field by field; for the dpx_*.cpp only.
namespace tasma::codecs::dpx {

/// Positions of fields, ST 268-1:2014 tables 1 to 6; the first of eight image elements.
enum At : std::size_t {
  image_offset = 4,
  version = 8,
  total_size = 16,
  ditto = 20,
  industry_size = 28,
  user_size = 32,
  file_name = 36,
  created = 136,
  creator = 160,
  project = 260,
  copyright = 460,
  encryption = 660,
  orientation = 768,
  elements = 770,
  width = 772,
  height = 776,
  data_sign = 780,
  low_data = 784,
  low_quantity = 788,
  high_data = 792,
  high_quantity = 796,
  descriptor = 800,
  transfer = 801,
  colorimetric = 802,
  bit_depth = 803,
  packing = 804,
  encoding = 806,
  element_offset = 808,
  line_padding = 812,
  image_padding = 816,
  element_description = 820,
  original_width = 1424,
  original_height = 1428,
  source_name = 1432,
  scanned = 1532,
  input_device = 1556,
  input_serial = 1588,
  pixel_aspect = 1628,
  film = 1664,
  film_format = 1680,
  frame_position = 1712,
  sequence_length = 1716,
  held_count = 1720,
  film_rate = 1724,
  shutter_angle = 1728,
  frame_id = 1732,
  slate = 1764,
  television = 1920,
  interlace = 1928,
  video_standard = 1930,
  horizontal_rate = 1932,
  vertical_rate = 1936,
  television_rate = 1940,
  time_offset = 1944,
  gamma = 1948,
  black_level = 1952,
  black_gain = 1956,
  break_point = 1960,
  white_level = 1964,
  integration_time = 1968,
};
constexpr std::size_t generic_bytes = 1664;  // what every header has

/// Reads fields. What is undefined (all ones, no number) or lies beyond the header is nothing.
class Fields {
 public:
  Fields(std::span<const std::uint8_t> bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  std::size_t size() const { return bytes_.size(); }
  bool big_endian() const { return big_endian_; }

  template <class Unsigned>
  std::optional<Unsigned> number(std::size_t at) const {
    if (at + sizeof(Unsigned) > bytes_.size()) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
      value = value << 8 | bytes_[at + (big_endian_ ? i : sizeof(Unsigned) - 1 - i)];
    if (value == std::numeric_limits<Unsigned>::max()) return std::nullopt;
    return static_cast<Unsigned>(value);
  }
  std::optional<std::uint8_t> u8(std::size_t at) const { return number<std::uint8_t>(at); }
  std::optional<std::uint16_t> u16(std::size_t at) const { return number<std::uint16_t>(at); }
  std::optional<std::uint32_t> u32(std::size_t at) const { return number<std::uint32_t>(at); }

  std::optional<float> real(std::size_t at) const {
    const auto bits = u32(at);
    if (!bits || !std::isfinite(std::bit_cast<float>(*bits))) return std::nullopt;
    return std::bit_cast<float>(*bits);
  }

  /// Up to the first NUL, without blanks at the end. UTF-8; where it is not, bytes are written \xNN, as are controls.
  std::string text(std::size_t at, std::size_t length) const;

  /// Whether all bytes are zero, as in sections that a writer left alone.
  bool blank(std::size_t at, std::size_t length) const;

 private:
  std::span<const std::uint8_t> bytes_;
  bool big_endian_;
};

/// The part of a header that is shown, from fields that hold; `layout` is known. For read_dpx_header().
HeaderFacts facts_of(const Fields& fields, const DpxLayout& layout);
DpxFrameFacts frame_facts_of(const Fields& fields);

/// "01:00:00:00", by SMPTE ST 12-1: binary coded decimals, hours first; the upper bits of each byte are flags. Empty:
/// not said, or no time.
std::string timecode_of(const Fields& fields);

/// Whether this maker lets 10-bit luma run on from line to line, and says so nowhere.
bool runs_on(const Fields& fields);

/// Bytes of `datums` samples without a break, in whole words where the packing has words.
std::uint64_t bytes_of(std::uint64_t datums, int depth, DpxPacking packing);

/// Puts the samples of `image` where `layout` says; `file` is long enough, bits that are no samples stay.
void put_samples(const DpxLayout& layout, const Image& image, std::span<std::uint8_t> file);

/// What ST 268 calls a component (50: "RGB"). Every value has a name, "descriptor 200" where the standard has none.
std::string name_of_descriptor(int value);

}  // namespace tasma::codecs::dpx
