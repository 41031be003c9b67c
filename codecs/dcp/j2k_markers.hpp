#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codecs/dcp/j2k.hpp"

namespace tasma::codecs::dcp {

constexpr int most_megabits = 250;            // a second (RDD 52)
constexpr int most_component_megabits = 200;  // a second, of a component at 2K

/// Pixels that a resolution has room for.
Size largest(Resolution resolution);

/// Markers of ISO/IEC 15444-1, annex A, as far as a DCP's codestream has them.
enum class Mark : std::uint16_t {
  start = 0xff4f,                   // SOC
  size = 0xff51,                    // SIZ
  coding = 0xff52,                  // COD
  component = 0xff53,               // COC
  tile_parts = 0xff55,              // TLM
  quantization = 0xff5c,            // QCD
  component_quantization = 0xff5d,  // QCC
  order = 0xff5f,                   // POC
  comment = 0xff64,                 // COM
  tile = 0xff90,                    // SOT
  data = 0xff93,                    // SOD
  end = 0xffd9,                     // EOC
};

/// A marker and, where it has one, its segment after the length.
struct Segment {
  Mark marker{};
  std::size_t at = 0;  // of the marker, from the beginning of the codestream
  std::span<const std::uint8_t> data;
};

/// Of the main header or of the header of a tile-part: from `at` up to SOT, SOD or EOC, which is not among them.
/// Nothing if the segments do not add up.
std::optional<std::vector<Segment>> read_segments(std::span<const std::uint8_t> codestream, std::size_t at);

/// A tile-part as its SOT says.
struct TilePart {
  std::size_t at = 0;      // of SOT, from the beginning of the codestream
  std::size_t length = 0;  // bytes, with SOT
  int tile = 0, part = 0, parts = 0;
};

/// From `at`, which is behind the main header, to EOC. Nothing if they do not add up to the codestream.
std::optional<std::vector<TilePart>> read_tile_parts(std::span<const std::uint8_t> codestream, std::size_t at);

/// Bytes of the largest tile-part of the 2K picture; 0 for what is no codestream.
std::uint64_t largest_component(std::span<const std::uint8_t> codestream);

}  // namespace tasma::codecs::dcp
