#include "codecs/remainder.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <variant>

#include "codecs/dpx.hpp"
#include "codecs/dpx_fields.hpp"
#include "codecs/ebml_steps.hpp"
#include "codecs/input_file.hpp"
#include "codecs/sound.hpp"
#include "codecs/still.hpp"
#include "codecs/stored_sound.hpp"
#include "codecs/tiff.hpp"
#include "codecs/tiff_layout.hpp"
#include "codecs/wave.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

Bytes copy_of(View bytes) { return {bytes.begin(), bytes.end()}; }

bool is_zero(View bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

[[noreturn]] void refuse() {
  throw Error(ExitCode::material, Message("T2450",
                                          "what is kept of the file does not fit the picture; take another copy of the "
                                          "master"));
}

/// Nothing where the header is refused.
std::optional<DpxLayout> dpx_layout(View head, std::uint64_t file_size) {
  const auto read = read_dpx_header(head.first(std::min(head.size(), dpx_header_bytes)), file_size);
  if (const auto* header = std::get_if<DpxHeader>(&read)) return header->layout;
  return std::nullopt;
}

/// Whether every byte of the picture area is one of a sample.
bool has_no_padding(const DpxLayout& layout) {
  const auto samples = static_cast<std::uint64_t>(layout.size.width) * static_cast<std::uint64_t>(layout.size.height) *
                       static_cast<std::uint64_t>(layout.planes);
  return layout.depth % 8 == 0 && layout.bytes == samples * static_cast<std::uint64_t>(layout.depth / 8);
}

/// Whether the bits that fill words are zero, where every word is full and every byte in one: in most scans. A glance
/// at one byte of each word.
bool fills_words_with_zeros(const DpxLayout& layout, View picture) {
  const bool tens = layout.depth == 10, lowest = layout.packing == DpxPacking::filled_a;
  const auto datums = static_cast<std::uint64_t>(layout.size.width) * static_cast<std::uint64_t>(layout.planes);
  if ((!tens && layout.depth != 12) || layout.packing == DpxPacking::packed || (tens && datums % 3 != 0) ||
      layout.stride != dpx::bytes_of(datums, layout.depth, layout.packing))
    return false;
  const std::size_t word = tens ? 4 : 2;
  std::uint8_t seen = 0;
  for (auto at = lowest == layout.big_endian ? word - 1 : 0; at < picture.size(); at += word) seen |= picture[at];
  return (seen & (tens ? (lowest ? 0x03 : 0xC0) : (lowest ? 0x0F : 0xF0))) == 0;
}

Bytes padding_of(DpxLayout layout, View picture) {
  if (has_no_padding(layout) || fills_words_with_zeros(layout, picture)) return {};
  auto padding = copy_of(picture);
  layout.offset = 0;
  const Image black(layout.size, layout.planes, layout.depth);
  dpx::put_samples(layout, black, padding);
  if (is_zero(padding)) return {};
  return padding;
}

std::optional<Remainder> remainder_of_dpx(View file) {
  const auto layout = dpx_layout(file, file.size());
  if (!layout) return std::nullopt;
  const auto picture = file.subspan(layout->offset, layout->bytes);
  return Remainder{copy_of(file.first(layout->offset)), padding_of(*layout, picture),
                   copy_of(file.subspan(layout->offset + layout->bytes))};
}

StreamInfo shape_of(const Image& image) {
  StreamInfo shape;
  shape.size = image.size();
  shape.planes = image.planes();
  shape.depth = image.depth();
  return shape;
}

/// The layout of a file that has `kept` and such a picture.
DpxLayout layout_of_dpx(const Remainder& kept, const StreamInfo& picture, std::optional<std::uint64_t> file_size) {
  // A size that no file has makes padding fit always: it is left out only where the header says so.
  constexpr auto endless = std::numeric_limits<std::uint64_t>::max() / 4;
  const auto layout = dpx_layout(kept.before, file_size.value_or(endless));
  if (!layout || layout->offset != kept.before.size() || layout->size != picture.size ||
      layout->planes != picture.planes || layout->depth != picture.depth)
    refuse();
  const auto size = layout->offset + layout->bytes + kept.after.size();
  if (file_size.value_or(size) != size || (!kept.inside.empty() && kept.inside.size() != layout->bytes)) refuse();
  return *layout;
}

Bytes rejoined_dpx(const Remainder& kept, const Image& image, std::optional<std::uint64_t> file_size) {
  const auto layout = layout_of_dpx(kept, shape_of(image), file_size);
  Bytes file = kept.before;
  file.reserve(layout.offset + layout.bytes + kept.after.size());
  file.insert(file.end(), kept.inside.begin(), kept.inside.end());
  file.resize(layout.offset + layout.bytes);
  dpx::put_samples(layout, image, file);
  file.insert(file.end(), kept.after.begin(), kept.after.end());
  return file;
}

/// Where the strips lie, if they are the picture's rows from first to last without a gap.
std::optional<ByteRange> contiguous_strips(const TiffFile& file, const TiffLayout& layout) {
  std::optional<ByteRange> strips;
  for (std::uint64_t piece = 0; piece < layout.pieces(); ++piece) {
    const auto strip = static_cast<std::uint32_t>(piece);
    const auto offset = TIFFGetStrileOffset(file.handle(), strip);
    if (!strips) strips = ByteRange{offset, offset};
    if (offset != strips->end || TIFFGetStrileByteCount(file.handle(), strip) != layout.piece_bytes(piece))
      return std::nullopt;
    strips->end += layout.piece_bytes(piece);
  }
  return strips;
}

/// Where the samples lie that give the file back.
std::optional<ByteRange> samples_of_tiff(const ByteSource& source) {
  const TiffFile file(source);
  if (file.handle() == nullptr) return std::nullopt;
  const auto layout = layout_of(file);
  if (problem_of(file, layout, source.size()) || layout.compression != COMPRESSION_NONE ||
      layout.fill_order != FILLORDER_MSB2LSB || layout.tiled || layout.separate() ||
      (layout.bits != 8 && layout.bits != 16))
    return std::nullopt;
  return contiguous_strips(file, layout);
}

std::optional<Remainder> remainder_of_tiff(View bytes) {
  const auto strips = samples_of_tiff(MemoryBytes(bytes));
  if (!strips) return std::nullopt;
  return Remainder{copy_of(bytes.first(strips->begin)), {}, copy_of(bytes.subspan(strips->end))};
}

std::uint64_t size_of_tiff(const Remainder& kept, const StreamInfo& picture, std::optional<std::uint64_t> file_size) {
  const auto samples = static_cast<std::uint64_t>(picture.size.width) *
                       static_cast<std::uint64_t>(picture.size.height) * static_cast<std::uint64_t>(picture.planes);
  const auto size = kept.before.size() + samples * (picture.depth == 16 ? 2 : 1) + kept.after.size();
  if ((picture.depth != 16 && picture.depth != 8) || !kept.inside.empty() || file_size.value_or(size) != size) refuse();
  return size;
}

Bytes rejoined_tiff(const Remainder& kept, const Image& image, std::optional<std::uint64_t> file_size) {
  const bool big_endian = kept.before.front() == 'M', wide = image.depth() == 16;
  const auto size = size_of_tiff(kept, shape_of(image), file_size);
  Bytes file = kept.before;
  file.reserve(size);
  for (int y = 0; y < image.size().height; ++y)
    for (std::size_t x = 0; x < static_cast<std::size_t>(image.size().width); ++x)
      for (int plane = 0; plane < image.planes(); ++plane) {
        const auto sample = image.row(plane, y)[x];
        if (wide) file.push_back(static_cast<std::uint8_t>(big_endian ? sample >> 8 : sample));
        file.push_back(static_cast<std::uint8_t>(wide && !big_endian ? sample >> 8 : sample));
      }
  file.insert(file.end(), kept.after.begin(), kept.after.end());
  return file;
}

Bytes read_range(const InputFile& file, std::uint64_t begin, std::uint64_t end) {
  Bytes bytes(end - begin);
  if (file.read(begin, bytes) != bytes.size())
    throw Error(ExitCode::io,
                Message("T2451", "{1}: became shorter while it was read; look at it again", {printable(file.path())}));
  return bytes;
}

}  // namespace

bool comes_back_from_samples(const ByteSource& file) {
  std::array<std::uint8_t, 16> head{};
  const auto start = View(head).first(file.read(0, head));
  const auto* format = still_format_of(start);
  if (format == nullptr || format->name == "OpenEXR") return false;
  return !is_tiff(start) || samples_of_tiff(file);
}

std::optional<Remainder> remainder_of_still(View file) {
  const auto* format = still_format_of(file);
  if (format == nullptr) return std::nullopt;
  return is_tiff(file) ? remainder_of_tiff(file) : remainder_of_dpx(file);
}

Bytes rejoined_still(const Remainder& remainder, const Image& image, std::optional<std::uint64_t> file_size) {
  if (still_format_of(remainder.before) == nullptr) refuse();
  return is_tiff(remainder.before) ? rejoined_tiff(remainder, image, file_size)
                                   : rejoined_dpx(remainder, image, file_size);
}

std::uint64_t size_of_still(const Remainder& remainder, const StreamInfo& picture,
                            std::optional<std::uint64_t> file_size) {
  if (still_format_of(remainder.before) == nullptr) refuse();
  if (is_tiff(remainder.before)) return size_of_tiff(remainder, picture, file_size);
  const auto layout = layout_of_dpx(remainder, picture, file_size);
  return layout.offset + layout.bytes + remainder.after.size();
}

bool remainder_fits(const std::filesystem::path& path) {
  const auto samples = find_wave_samples(path);
  const auto size = InputFile(path).size(), end = samples.begin + samples.bytes;
  return end <= size && samples.begin <= most_sound_remainder && size - end <= most_sound_remainder;
}

std::optional<Remainder> remainder_of_sound(const std::filesystem::path& path) {
  if (!remainder_fits(path)) return std::nullopt;
  const auto samples = find_wave_samples(path);
  const InputFile file(path);
  const auto end = samples.begin + samples.bytes;
  return Remainder{read_range(file, 0, samples.begin), {}, read_range(file, end, file.size())};
}

void rejoin_sound(const Remainder& remainder, const SoundInfo& sound, const std::filesystem::path& from,
                  std::size_t track, const std::function<void(View)>& sink) {
  const auto stored = stored_sound(remainder.before);
  auto as_stored = sound;
  as_stored.codec = stored.codec;
  as_stored.bits = stored.bits;
  sink(remainder.before);
  read_stored_sound(from, track, as_stored, sink);
  sink(remainder.after);
}

}  // namespace tasma::codecs
