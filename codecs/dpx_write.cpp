#include <algorithm>
#include <array>

#include "codecs/dpx.hpp"
#include "codecs/dpx_fields.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using dpx::At;

void put_bytes(std::span<std::uint8_t> header, bool big_endian, std::size_t at, std::uint64_t value,
               std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    header[at + i] = static_cast<std::uint8_t>(value >> 8 * (big_endian ? bytes - 1 - i : i));
}

/// The layout of a new file: the old one's, for the image's shape, filled by method A.
DpxLayout layout_for(const DpxLayout& like, const Image& image, bool runs_on) {
  DpxLayout layout = like;
  layout.size = image.size();
  layout.planes = image.planes();
  layout.depth = image.depth();
  layout.packing = image.depth() % 8 == 0 ? DpxPacking::packed : DpxPacking::filled_a;
  if (like.planes != image.planes()) layout.plane_of = {0, 1, 2, 3};
  const auto datums = static_cast<std::uint64_t>(layout.size.width) * static_cast<std::uint64_t>(layout.planes);
  const auto height = static_cast<std::uint64_t>(layout.size.height);
  // Readers know the makers whose 10-bit luma runs on by names that stay in the header: so it must.
  if (runs_on && layout.depth == 10 && layout.planes == 1) {
    layout.stride = 0;
    layout.bytes = dpx::bytes_of(datums * height, layout.depth, layout.packing);
  } else {
    layout.stride = (dpx::bytes_of(datums, layout.depth, layout.packing) + 3) / 4 * 4;
    layout.bytes = layout.stride * height;
  }
  return layout;
}

std::uint8_t descriptor_for(int planes) {
  if (planes == 1) return 6;
  return planes == 3 ? 50 : 51;
}

}  // namespace

std::vector<std::uint8_t> write_dpx(const DpxHeader& like, std::span<const std::uint8_t> source_header,
                                    const Image& image) {
  const auto depth = image.depth(), planes = image.planes();
  if ((depth != 8 && depth != 10 && depth != 12 && depth != 16) || (planes != 1 && planes != 3 && planes != 4))
    throw Error(ExitCode::bug, Message("T2130", "DPX was asked for {1} planes of {2} bits, which it has not",
                                       {std::to_string(planes), std::to_string(depth)}));
  if (source_header.size() < like.layout.offset)
    throw Error(ExitCode::material,
                Message("T2131", "the DPX header ends after {1} bytes instead of {2}; copy it again",
                        {std::to_string(source_header.size()), std::to_string(like.layout.offset)}));

  const auto header = source_header.first(like.layout.offset);
  const dpx::Fields fields(header, like.layout.big_endian);
  const auto layout = layout_for(like.layout, image, dpx::runs_on(fields));
  std::vector<std::uint8_t> file(layout.offset + layout.bytes);
  std::ranges::copy(header, file.begin());
  const auto put = [&](std::size_t at, std::uint64_t value, std::size_t bytes) {
    put_bytes(file, layout.big_endian, at, value, bytes);
  };
  put(At::image_offset, layout.offset, 4);
  put(At::total_size, std::min<std::uint64_t>(file.size(), 0xffffffff), 4);  // undefined where it does not fit
  put(At::width, static_cast<std::uint64_t>(layout.size.width), 4);
  put(At::height, static_cast<std::uint64_t>(layout.size.height), 4);
  for (const auto at : {At::low_data, At::high_data})
    if (const auto value = fields.u32(at); value && depth != like.layout.depth)
      put(at,
          depth > like.layout.depth ? std::uint64_t{*value} << (depth - like.layout.depth)
                                    : *value >> (like.layout.depth - depth),
          4);
  if (planes != like.layout.planes) put(At::descriptor, descriptor_for(planes), 1);
  put(At::bit_depth, static_cast<std::uint64_t>(depth), 1);
  put(At::packing, static_cast<std::uint64_t>(layout.packing), 2);
  put(At::encoding, 0, 2);
  put(At::element_offset, layout.offset, 4);
  put(At::line_padding, 0, 4);
  put(At::image_padding, 0, 4);
  dpx::put_samples(layout, image, file);
  return file;
}

}  // namespace tasma::codecs
