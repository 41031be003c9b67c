#include "codecs/dcp/j2k_markers.hpp"

#include <algorithm>

#include "codecs/dcp/big_endian.hpp"

namespace tasma::codecs::dcp {
namespace {

constexpr std::size_t tile_head = 12;  // bytes of SOT with its segment

bool begins(std::span<const std::uint8_t> codestream, std::size_t at, Mark marker) {
  return at + 2 <= codestream.size() && big_endian<std::uint16_t>(codestream, at) == static_cast<std::uint16_t>(marker);
}

}  // namespace

Size largest(Resolution resolution) { return resolution == Resolution::two_k ? Size{2048, 1080} : Size{4096, 2160}; }

std::optional<std::vector<Segment>> read_segments(std::span<const std::uint8_t> codestream, std::size_t at) {
  std::vector<Segment> segments;
  while (at + 2 <= codestream.size()) {
    const auto marker = static_cast<Mark>(big_endian<std::uint16_t>(codestream, at));
    if (marker == Mark::tile || marker == Mark::data || marker == Mark::end) return segments;
    if (at + 4 > codestream.size()) break;
    const std::size_t length = big_endian<std::uint16_t>(codestream, at + 2);
    if (length < 2 || at + 2 + length > codestream.size()) break;
    segments.push_back({marker, at, codestream.subspan(at + 4, length - 2)});
    at += 2 + length;
  }
  return std::nullopt;
}

std::optional<std::vector<TilePart>> read_tile_parts(std::span<const std::uint8_t> codestream, std::size_t at) {
  std::vector<TilePart> parts;
  while (begins(codestream, at, Mark::tile)) {
    if (codestream.size() - at < tile_head || big_endian<std::uint16_t>(codestream, at + 2) != tile_head - 2) break;
    std::size_t length = big_endian<std::uint32_t>(codestream, at + 6);
    if (length == 0) length = codestream.size() - 2 - at;  // the last one may leave it open
    if (length < tile_head || length > codestream.size() - at) break;
    parts.push_back(
        {at, length, big_endian<std::uint16_t>(codestream, at + 4), codestream[at + 10], codestream[at + 11]});
    at += length;
  }
  return begins(codestream, at, Mark::end) && at + 2 == codestream.size() ? std::optional(parts) : std::nullopt;
}

std::uint64_t largest_component(std::span<const std::uint8_t> codestream) {
  constexpr std::size_t components = 3;
  const auto segments = read_segments(codestream, 2);
  if (!segments || segments->empty()) return 0;
  const auto& last = segments->back();
  const auto parts = read_tile_parts(codestream, last.at + 4 + last.data.size());
  std::uint64_t most = 0;
  for (std::size_t i = 0; parts && i < std::min(components, parts->size()); ++i)
    most = std::max<std::uint64_t>(most, (*parts)[i].length);
  return most;
}

}  // namespace tasma::codecs::dcp
