#include "codecs/still_writer.hpp"

#include <algorithm>
#include <span>

#include "codecs/dpx.hpp"
#include "codecs/frame_name.hpp"
#include "codecs/tiff.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

/// The position of the nearest frame that has a header of its own: a stand-in borrows one.
std::int64_t with_header(const std::vector<FrameEntry>& frames, std::int64_t position) {
  const auto count = std::ssize(frames);
  for (std::int64_t distance = 0; distance < count; ++distance)
    for (const auto at : {position - distance, position + distance})
      if (at >= 0 && at < count && frames[static_cast<std::size_t>(at)].state == FrameState::whole) return at;
  return position;
}

/// What the frame would be called if it had a file: as its neighbours are; a movie's by the movie's name.
std::string name_of_place(const Inventory& inventory, std::int64_t position) {
  const auto number = std::to_string(inventory.frames.at(static_cast<std::size_t>(position)).number);
  const auto padded = [&](std::size_t digits) {
    return std::string(number.size() < digits ? digits - number.size() : 0, '0') + number;
  };
  const auto& neighbour = inventory.frames.at(static_cast<std::size_t>(with_header(inventory.frames, position))).file;
  const auto like = parse_frame_name(fs::path(neighbour).filename().native());
  if (neighbour.empty() || !like.number) return inventory.name + '_' + padded(7) + ".x";
  return like.prefix + padded(static_cast<std::size_t>(like.digits)) + like.suffix +
         fs::path(neighbour).extension().native();
}

}  // namespace

StillWriter::StillWriter(const Scan& scan, Format format) : scan_(scan), format_(format) {
  const auto& frames = scan.inventory().frames;
  const auto like = with_header(frames, 0);
  const auto& header = frames.at(static_cast<std::size_t>(like)).header;
  if (format == Format::dpx && (!header || header->format != "DPX" || scan.head_of_file(like).empty()))
    throw Error(ExitCode::material,
                Message("T2802", "{1}: no DPX frames, so no DPX headers to carry over; use --frames-as tiff",
                        {printable(scan.inventory().root)}));
}

const FrameEntry& StillWriter::entry(std::int64_t position) const {
  return scan_.inventory().frames.at(static_cast<std::size_t>(position));
}

std::string StillWriter::name(std::int64_t position) const {
  const auto& frame = entry(position);
  fs::path name = frame.file;
  if (name.empty()) name = name_of_place(scan_.inventory(), position);
  const bool fits = format_ == Format::dpx ? name.extension() == ".dpx" || name.extension() == ".DPX"
                                           : name.extension() == ".tif" || name.extension() == ".tiff";
  return fits ? name.native() : name.replace_extension(format_ == Format::dpx ? ".dpx" : ".tif").native();
}

std::vector<std::uint8_t> StillWriter::encode(std::int64_t position, const Image& image) const {
  const auto like = with_header(scan_.inventory().frames, position);
  const auto& frame = entry(like);
  if (format_ == Format::tiff) return encode_tiff(image, frame.header ? *frame.header : HeaderFacts());

  const auto head = scan_.head_of_file(like);
  const auto header = parse_dpx_header(std::span(head).first(std::min(head.size(), dpx_header_bytes)), frame.size,
                                       scan_.inventory().root / frame.file);
  return write_dpx(header, head, image);
}

}  // namespace tasma::codecs
