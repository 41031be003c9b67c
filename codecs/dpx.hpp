#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pipeline/core/finding.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/scan.hpp"

/// DPX (SMPTE ST 268-1:2014 and its versions 1.0 of 1994 and 2.0 of 2003): one picture a file, uncompressed.
///
/// Read      8-bit; 10-bit filled to 32-bit words, methods A and B; 12-bit filled to 16-bit words, A and B, and packed;
///           16-bit. Big- and little-endian. Luma, RGB, RGBA, ABGR, and R, G, B or alpha alone. Lines padded to 32
///           bits, not padded, or followed by as many bytes as the header says.
/// Refused   by name: everything else (encrypted, run-length encoded, signed, several elements, 4:2:2, ...).
///
/// Three facts that readers differ about:
/// - 10-bit words hold three datums. Of several components the first lies in the most significant bits (R, G, B); of a
///   single component the first pixel lies in the least significant ones, as in 12-bit packed words.
/// - Lasergraphics, Scanity and DIAMANT-Film let 10-bit luma run on from line to line without padding and say so
///   nowhere; their names are the sign. Elsewhere lines that are not padded are known by the size of the file.
/// - Pictures stand upright: where the header has lines from bottom to top (orientation 2), the last in the file is the
///   first of the picture, as RAWcooked has it. Other orientations are told, not applied.
namespace tasma::codecs {

constexpr std::size_t dpx_header_bytes = 2048;  // generic and industry sections; nothing behind them is looked at

/// Something about a header: why the file is refused, or a remark. Without the file, which the caller knows.
struct DpxFault {
  FindingCode code;
  Message message;
  Severity severity = Severity::note;  // of a remark; how much a refused file weighs its reader knows
};

enum class DpxPacking : std::uint16_t { packed = 0, filled_a = 1, filled_b = 2 };

/// Where the samples lie in the file. `offset + bytes` is within the file.
struct DpxLayout {
  Size size;
  int planes = 0;  // datums of a pixel
  int depth = 0;   // 8, 10, 12 or 16
  DpxPacking packing = DpxPacking::packed;
  bool big_endian = false;
  bool bottom_up = false;                            // the first line of the file is the lowest of the picture
  std::array<std::uint8_t, 4> plane_of{0, 1, 2, 3};  // a pixel's datums in file order; 3, 2, 1, 0 for ABGR
  std::uint64_t offset = 0;                          // of the first line, from the start of the file
  std::uint64_t stride = 0;                          // bytes from line to line; 0: datums run on over the ends of lines
  std::uint64_t bytes = 0;                           // of all lines, padding included
};

/// What differs from frame to frame. Empty: not said.
struct DpxFrameFacts {
  std::string timecode;        // "01:00:00:00"; a semicolon before the frames means drop frame
  std::string keycode;         // manufacturer, type, prefix, count, perforations: "02 16 123456 7890+05"
  std::string file_name;       // when it was written
  std::string created;         // YYYY:MM:DD:HH:MM:SS:LTZ, of the file
  std::string scanned;         // the same, of the source image
  std::string source_name;     // of the source image
  std::string frame_id;        // frame identification
  std::string frame_position;  // in its sequence
};

struct DpxHeader {
  HeaderFacts facts;              // the same for all frames of a reel
  DpxFrameFacts frame;            // of this one
  std::vector<DpxFault> remarks;  // fields that do not tell the truth; no reason to refuse
  DpxLayout layout;
};

/// Reads a header. `head` is the beginning of the file, at least its first 2048 bytes or all of a shorter one.
/// Never throws for what is in the file.
std::variant<DpxHeader, DpxFault> read_dpx_header(std::span<const std::uint8_t> head, std::uint64_t file_size);

/// The same. Throws Error(material) that names `file` when it is refused.
DpxHeader parse_dpx_header(std::span<const std::uint8_t> head, std::uint64_t file_size,
                           const std::filesystem::path& file);

/// The number SMPTE ST 268 gives a transfer or colorimetric characteristic, by the word HeaderFacts shows for it.
std::optional<int> dpx_characteristic(std::string_view shown);

/// The samples of a whole file in its own code values, planes in the order R, G, B, A. Throws Error(material) if `file`
/// is shorter than the header was promised.
Image unpack_dpx(const DpxHeader& header, std::span<const std::uint8_t> file);

/// `source_file` with the samples of `image`: header, user data, padding bits and bytes, and what follows the image are
/// the source's. repack_dpx(header, file, unpack_dpx(header, file)) is `file`. Throws Error(material) as unpack_dpx
/// does, Error(bug) if the image has another size, depth or number of planes.
std::vector<std::uint8_t> repack_dpx(const DpxHeader& header, std::span<const std::uint8_t> source_file,
                                     const Image& image);

/// A new file for an image of any size and of depth 8, 10, 12 or 16, with the header and user data of `like`.
/// `source_header` is the beginning of its file up to the image data. Endianness and offset are kept; size, depth,
/// packing (10 and 12 bits: filled, method A), reference code values, padding and total size are those of the new
/// image. Padding is zero. Throws Error(bug) for another depth, Error(material) if `source_header` ends early.
std::vector<std::uint8_t> write_dpx(const DpxHeader& like, std::span<const std::uint8_t> source_header,
                                    const Image& image);

}  // namespace tasma::codecs
