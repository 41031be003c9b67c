#include "codecs/exr_outline.hpp"

#include <algorithm>
#include <array>

#include "codecs/exr_attributes.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

constexpr std::int64_t longest_side = 65'535;
constexpr std::uint64_t largest_picture = std::uint64_t{4} << 30;  // bytes, decoded
constexpr int usual_tile = 1'024;  // pixels a side; larger tiles are no larger than the picture

struct Compression {
  std::string_view name;
  int lines;           // of a chunk
  std::uint64_t most;  // decoded bytes that one coded byte can stand for
};
constexpr Compression compressions[] = {
    {"uncompressed", 1, 1},  // as it is
    {"RLE", 1, 64},          // two bytes for a run of 128
    {"ZIPS", 1, 1'040},      // Deflate
    {"ZIP", 16, 1'040},      // Deflate
    {"PIZ", 32, 512},        // Huffman: ten bits for a run of 256 words
    {"PXR24", 16, 1'400},    // Deflate of three bytes of four
    {"B44", 32, 3},          // 14 bytes for 16 halves
    {"B44A", 32, 11},        // or 3, where all are the same
    {"DWAA", 32, 67'000},    // run lengths, then Deflate
    {"DWAB", 256, 67'000},   // run lengths, then Deflate
};

Finding damaged(FindingCode code, Message message) { return {code, Severity::remark, {}, {}, std::move(message)}; }

Finding no_header(const std::string& cause) {
  return damaged(FindingCode::invalid_header,
                 Message("T2900", "the OpenEXR header cannot be read ({1}); copy the file again", {cause}));
}

Finding unsupported(const std::string& what) {
  return {
      FindingCode::unexpected_flavour,
      Severity::refusal,
      {},
      {},
      Message("T2901", "OpenEXR with {1} is not supported; export one flat part of R, G, B and A, or of Y", {what})};
}

/// What keeps the channels from being a picture of ours, in words; empty: nothing.
std::string strange_channels(const std::vector<ExrChannel>& channels) {
  std::string names;
  for (const auto& channel : channels) {
    if (channel.name == "RY" || channel.name == "BY") return "luminance and chroma";
    if (names.size() < 100) names += (names.empty() ? "" : ", ") + printable(std::string_view(channel.name));
  }
  // They stand in the order of their names.
  if (names == "A, Y") return "grey and alpha";
  if (channels.size() > 4) return std::to_string(channels.size()) + " channels";
  if (names != "B, G, R" && names != "A, B, G, R" && names != "Y") return "the channels " + names;
  for (const auto& channel : channels) {
    if (channel.type != ExrChannel::Type::halves && channel.type != ExrChannel::Type::floats) return "integer samples";
    if (channel.across != 1 || channel.down != 1) return "subsampled channels";
  }
  return {};
}

std::uint64_t groups_of(std::int64_t count, std::int64_t size) {
  return static_cast<std::uint64_t>((count + size - 1) / size);
}

/// Fills in what depends on sizes; they are checked in 64 bits before anything is computed with them.
std::optional<Finding> measure(const ExrAttributes& header, std::uint64_t file_bytes, ExrOutline& outline) {
  const auto [left, top, right, bottom] = header.window;
  const auto width = right - left + 1, height = bottom - top + 1;
  if (width < 1 || height < 1) return no_header("no pixels");
  const std::vector<std::string> said{std::to_string(file_bytes), std::to_string(width), std::to_string(height)};
  std::uint64_t pixel_bytes = 0;
  for (const auto& channel : outline.channels) pixel_bytes += channel.type == ExrChannel::Type::halves ? 2 : 4;
  const auto decoded = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * pixel_bytes;
  if (std::max(width, height) > longest_side || decoded > largest_picture)
    return Finding{FindingCode::unexpected_flavour,
                   Severity::refusal,
                   {},
                   {},
                   Message("T2902", "{2} x {3} pixels are more than is read: 65535 a side, 4 GiB in all", said)};
  outline.window = {static_cast<int>(left), static_cast<int>(top), {static_cast<int>(width), static_cast<int>(height)}};
  const auto& compression = compressions[outline.compression];
  outline.chunks = groups_of(height, compression.lines);
  if (outline.tile) {
    const auto [across, down] = *header.tile;
    if (across < 1 || down < 1) return no_header("tiles without a size");
    if (across > std::max<std::int64_t>(width, usual_tile) || down > std::max<std::int64_t>(height, usual_tile))
      return unsupported("tiles larger than the picture");
    outline.tile = Size{static_cast<int>(across), static_cast<int>(down)};
    outline.chunks = groups_of(width, across) * groups_of(height, down);
  }
  constexpr std::uint64_t least_chunk = 8 + 8;  // its place in the table, and its own header
  if (decoded / compression.most > file_bytes || outline.chunks * least_chunk > file_bytes - header.bytes)
    return damaged(FindingCode::missing_bytes,
                   Message("T2903", "{1} bytes cannot hold {2} x {3} pixels; copy the file again", said));
  return std::nullopt;
}

}  // namespace

std::variant<ExrOutline, Finding> outline_of(const ByteSource& file) {
  constexpr std::uint32_t tiled = 0x200, long_names = 0x400, deep = 0x800, parts = 0x1000;
  const auto header = read_exr_attributes(file);
  if (!header)
    return damaged(FindingCode::missing_bytes, Message("T2904", "the OpenEXR header ends early; copy the file again"));
  if ((header->version & parts) != 0) return unsupported("several parts");
  if ((header->version & deep) != 0) return unsupported("deep samples");
  if (const auto version = header->version & ~(tiled | long_names); version < 1 || version > 2)
    return no_header("version " + std::to_string(version));
  if (header->channels.empty()) return no_header("no channels");
  if (const auto what = strange_channels(header->channels); !what.empty()) return unsupported(what);
  if (header->compression >= std::size(compressions))
    return unsupported("compression " + std::to_string(header->compression));

  ExrOutline outline;
  outline.channels = header->channels;
  outline.compression = header->compression;
  outline.table = header->bytes;
  if ((header->version & tiled) != 0) {
    if (!header->tile) return no_header("tiles without a size");
    outline.tile = Size{};
  }
  if (auto problem = measure(*header, file.size(), outline)) return *std::move(problem);
  return outline;
}

std::optional<Finding> missing_chunk(const ByteSource& file, const ExrOutline& outline) {
  constexpr std::size_t at_once = 4'096;
  const std::uint64_t chunk_header = outline.tile ? 20 : 8;  // coordinates, then the number of bytes behind
  const auto ends_early = [&](std::uint64_t chunk, std::uint64_t place) {
    return damaged(
        FindingCode::missing_bytes,
        Message("T2905", "part {1} of the picture, at byte {2}, is missing or ends early; copy the file again",
                {std::to_string(chunk), std::to_string(place)}));
  };
  std::vector<std::uint8_t> block(8 * at_once);
  std::uint64_t last = 0, last_place = 0;
  for (std::uint64_t first = 0; first < outline.chunks; first += at_once) {
    const auto count = std::min<std::uint64_t>(at_once, outline.chunks - first);
    const auto read = file.read(outline.table + 8 * first, {block.data(), 8 * count});
    ExrBytes places({block.data(), read});
    for (std::uint64_t chunk = first; chunk < first + count; ++chunk) {
      const auto place = places.number<std::uint64_t>();
      if (place < outline.table || place > file.size() || file.size() - place < chunk_header)
        return ends_early(chunk, place);
      if (place > last_place) last = chunk, last_place = place;
    }
  }
  std::array<std::uint8_t, 4> size{};
  file.read(last_place + chunk_header - size.size(), size);
  if (ExrBytes(size).number<std::uint32_t>() > file.size() - last_place - chunk_header)
    return ends_early(last, last_place);
  return std::nullopt;
}

std::string flavour_of(const ExrOutline& outline) {
  const auto halves = std::ranges::count(outline.channels, ExrChannel::Type::halves, &ExrChannel::type);
  const auto* type = halves == outline.planes() ? "half" : halves == 0 ? "float" : "half and float";
  const auto* colours = outline.planes() == 1 ? " grey" : outline.planes() == 3 ? " RGB" : " RGBA";
  return std::string(type) + colours + (outline.tile ? ", tiles, " : ", scan lines, ") +
         std::string(compressions[outline.compression].name);
}

}  // namespace tasma::codecs
