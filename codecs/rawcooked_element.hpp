#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codecs/ebml.hpp"

/// The elements of RAWcooked's reversibility data; for the rawcooked_*.cpp only.
namespace tasma::codecs::rawcooked {

constexpr auto element(std::uint32_t id) { return static_cast<EbmlId>(id); }
constexpr auto root = element(0x207263);     // around all others, where they stand behind a Segment
constexpr auto segment = element(0x207273);  // about the whole
constexpr auto whole = element(0x207261);    // "RawCookedAttachment"
constexpr auto track = element(0x207274);
constexpr auto block = element(0x207262);
constexpr auto before = element(0x81), after = element(0x82), inside = element(0x85), file_name = element(0x90);
/// In a track the mask itself, in a block what is to be added to it.
constexpr auto before_mask = element(0x83), after_mask = element(0x84), inside_mask = element(0x86),
               file_name_mask = element(0x91);
constexpr auto file_hash = element(0xA0), file_size = element(0xB0);
constexpr auto program = element(0xF0), version = element(0xF1), path_separator = element(0xF2);

constexpr std::string_view doc_type = "rawcooked";

/// The EBML header of such data.
std::vector<std::uint8_t> header();

/// `content` less `mask`, byte by byte, compressed: the size it had, then a stream of zlib; 0 and the bytes as they are
/// where compression gains nothing. Throws Error(material) for more than most_reversibility_element.
std::vector<std::uint8_t> packed(std::span<const std::uint8_t> content, std::span<const std::uint8_t> mask);

/// The other way. Nothing if `data` is not what it says: memory is taken only for what is there.
std::optional<std::vector<std::uint8_t>> unpacked(std::span<const std::uint8_t> data,
                                                  std::span<const std::uint8_t> mask);

}  // namespace tasma::codecs::rawcooked
