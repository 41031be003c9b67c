#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tasma::codecs {

/// EBML (RFC 8794) as far as Matroska needs it: elements of an id, a size and data. Numbers are big-endian.

/// Ids with their length marker, as the Matroska specification (RFC 9559) writes them.
enum class EbmlId : std::uint32_t {
  crc32 = 0xBF,
  filler = 0xEC,  // "Void"
  header = 0x1A45DFA3,
  segment = 0x18538067,
  cluster = 0x1F43B675,
  info = 0x1549A966,
  title = 0x7BA9,
  writing_app = 0x5741,
  segment_uuid = 0x73A4,
  date_utc = 0x4461,
  attachments = 0x1941A469,
  attached_file = 0x61A7,
  file_name = 0x466E,
  file_media_type = 0x4660,
  file_data = 0x465C,
  file_uid = 0x46AE,
  tags = 0x1254C367,
  tag = 0x7373,
  simple_tag = 0x67C8,
  tag_name = 0x45A3,
  tag_string = 0x4487,
  seek_head = 0x114D9B74,
  tracks = 0x1654AE6B,
  chapters = 0x1043A770,
  cues = 0x1C53BB6B,
  timestamp = 0xE7,
  simple_block = 0xA3,
  version = 0x4286,
  read_version = 0x42F7,
  most_id_bytes = 0x42F2,
  most_size_bytes = 0x42F3,
  doc_type = 0x4282,
  doc_type_version = 0x4287,
  doc_type_read_version = 0x4285,
};

/// Whether data begins as EBML does: with the id of its header.
bool begins_as_ebml(std::span<const std::uint8_t> bytes);

/// A number of variable length (RFC 8794, 4), as sizes are.
struct EbmlNumber {
  std::uint64_t value = 0;
  std::size_t bytes = 0;  // that it takes
  bool operator==(const EbmlNumber&) const = default;
};

/// The number that begins `bytes`; nothing if it is malformed or cut short.
std::optional<EbmlNumber> ebml_number(std::span<const std::uint8_t> bytes);

/// In as few bytes as it takes; a value of ones alone, which would mean "unknown", in one more. Below 2^56 - 1.
void append_ebml_number(std::vector<std::uint8_t>& to, std::uint64_t value);

/// Where an element stands; bytes from the beginning of the file or buffer it was found in.
struct EbmlElement {
  EbmlId id{};
  std::uint64_t begin = 0;  // of its id
  std::uint64_t data = 0;
  std::optional<std::uint64_t> end;  // nothing: of unknown size, as in a live stream
};
constexpr std::size_t ebml_head = 12;  // bytes that id and size take at most

/// The element whose id begins `bytes`, which stand at `at`. Nothing if id or size is malformed or cut short; that its
/// data is there is the caller's to check.
std::optional<EbmlElement> ebml_element(std::span<const std::uint8_t> bytes, std::uint64_t at);

struct EbmlChild {
  EbmlId id{};
  std::span<const std::uint8_t> data;
};

/// The elements `bytes` consist of. Nothing if they do not add up.
std::optional<std::vector<EbmlChild>> ebml_children(std::span<const std::uint8_t> bytes);

/// Id and size of an element whose data follows otherwise.
void append_ebml_head(std::vector<std::uint8_t>& to, EbmlId id, std::uint64_t size);

void append_ebml(std::vector<std::uint8_t>& to, EbmlId id, std::span<const std::uint8_t> data);
void append_ebml(std::vector<std::uint8_t>& to, EbmlId id, std::string_view text);
void append_ebml_unsigned(std::vector<std::uint8_t>& to, EbmlId id, std::uint64_t value);  // without leading zeros
void append_ebml_signed(std::vector<std::uint8_t>& to, EbmlId id, std::int64_t value);     // in 8 bytes, as dates are

/// A Void element of `size` bytes altogether, 2-128.
void append_ebml_filler(std::vector<std::uint8_t>& to, std::size_t size);

/// A CRC-32 element over `data`, the rest of its parent.
void append_ebml_crc(std::vector<std::uint8_t>& to, std::span<const std::uint8_t> data);

/// Whether the data of a parent begins with a CRC-32 element and what follows has that CRC. Nothing: it has none.
std::optional<bool> ebml_crc_holds(std::span<const std::uint8_t> data);

}  // namespace tasma::codecs
