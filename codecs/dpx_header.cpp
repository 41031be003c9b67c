#include <algorithm>
#include <iterator>
#include <optional>

#include "codecs/dpx.hpp"
#include "codecs/dpx_fields.hpp"
#include "codecs/dpx_verdicts.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using dpx::At;
using dpx::Fields;

using Fault = std::optional<DpxFault>;

Fault unsupported(Message message) { return DpxFault{FindingCode::unexpected_flavour, std::move(message)}; }
Fault invalid(Message message) { return DpxFault{FindingCode::invalid_header, std::move(message)}; }
Fault cut(Message message) { return DpxFault{FindingCode::missing_bytes, std::move(message)}; }
std::string text(std::uint64_t number) { return std::to_string(number); }

/// Its first four bytes say which file this is: whether it is big-endian, or nothing.
std::optional<bool> order_of(std::span<const std::uint8_t> head) {
  if (head.size() < 4) return std::nullopt;
  const std::string magic(head.begin(), head.begin() + 4);
  if (magic == "SDPX") return true;
  if (magic == "XPDS") return false;
  return std::nullopt;
}

/// What must hold before any other field means anything.
Fault check_file(std::span<const std::uint8_t> head, std::uint64_t file_size) {
  if (file_size == 0 || head.empty())
    return DpxFault{FindingCode::empty_file,
                    Message("T2101", "the file is empty; copy it again from the scanner's disk")};
  if (!order_of(head))
    return invalid(Message("T2102", "no DPX file: it does not begin with SDPX or XPDS; take it out of the folder"));
  if (head.size() < dpx::generic_bytes)
    return cut(
        Message("T2103", "the file ends after {1} bytes, within the DPX header; copy it again", {text(file_size)}));
  return std::nullopt;
}

/// One picture, not encrypted, unsigned, not compressed.
Fault check_kind(const Fields& fields) {
  const auto version = fields.text(At::version, 4);
  if (!version.empty() && version != "V1.0" && version != "V2.0" && version != "v1.0" && version != "v2.0")
    return unsupported(Message("T2104", "DPX version \"{1}\" is not supported; 1.0 and 2.0 are", {version}));
  if (const auto key = fields.u32(At::encryption).value_or(0); key != 0)
    return unsupported(Message("T2112", "the image is encrypted (key {1}); export it without encryption", {text(key)}));
  const auto elements = fields.u16(At::elements).value_or(0);
  if (elements == 0 || elements > 8)
    return invalid(Message("T2108", "the header speaks of {1} image elements; 1 to 8 are possible", {text(elements)}));
  if (elements > 1)
    return unsupported(
        Message("T2109", "{1} image elements in one file are not supported; export them one by one", {text(elements)}));
  if (const auto sign = fields.u32(At::data_sign).value_or(0); sign != 0)
    return unsupported(Message("T2111", "signed samples (data sign {1}) are not supported", {text(sign)}));
  if (const auto encoding = fields.u16(At::encoding).value_or(0); encoding != 0)
    return unsupported(Message("T2116",
                               "run-length encoded data (encoding {1}) are not supported; export without compression",
                               {text(encoding)}));
  return std::nullopt;
}

Fault read_shape(const Fields& fields, DpxLayout& layout) {
  const auto width = fields.u32(At::width).value_or(0), height = fields.u32(At::height).value_or(0);
  constexpr std::uint32_t largest = 65'535;
  if (width == 0 || height == 0 || width > largest || height > largest)
    return invalid(Message("T2110", "the header speaks of {1}x{2} pixels; 1 to 65535 on each side are possible",
                           {text(width), text(height)}));
  layout.size = {static_cast<int>(width), static_cast<int>(height)};
  layout.bottom_up = fields.u16(At::orientation).value_or(0) == 2;

  const int descriptor = fields.u8(At::descriptor).value_or(255);
  if ((descriptor >= 1 && descriptor <= 4) || descriptor == 6) layout.planes = 1;
  if (descriptor == 50) layout.planes = 3;
  if (descriptor == 51 || descriptor == 52) layout.planes = 4;
  if (descriptor == 52) layout.plane_of = {3, 2, 1, 0};
  if (layout.planes == 0)
    return unsupported(Message("T2113", "pictures of kind \"{1}\" are not supported; luma, RGB and RGBA are",
                               {dpx::name_of_descriptor(descriptor)}));
  return std::nullopt;
}

/// Depth and packing. With whole bytes to a sample, packing says nothing.
Fault read_samples(const Fields& fields, DpxLayout& layout) {
  layout.depth = fields.u8(At::bit_depth).value_or(255);
  if (layout.depth != 8 && layout.depth != 10 && layout.depth != 12 && layout.depth != 16)
    return unsupported(
        Message("T2114", "{1} bits a sample are not supported; 8, 10, 12 and 16 are", {std::to_string(layout.depth)}));
  if (layout.depth % 8 == 0) return std::nullopt;
  const auto packing = fields.u16(At::packing).value_or(65'535);
  if (packing > 2)
    return unsupported(Message("T2115", "packing {1} of {2}-bit samples is not supported; 0, 1 and 2 are",
                               {text(packing), std::to_string(layout.depth)}));
  layout.packing = static_cast<DpxPacking>(packing);
  if (layout.depth == 10 && layout.packing == DpxPacking::packed)
    return unsupported(Message("T2105", "10-bit samples packed without filling are not supported; export them filled"));
  return std::nullopt;
}

/// Where the image begins. There are two fields for it; where one is left out, the other counts.
Fault read_offset(const Fields& fields, std::uint64_t file_size, DpxLayout& layout) {
  const auto of_file = fields.u32(At::image_offset).value_or(0);
  const auto of_element = fields.u32(At::element_offset).value_or(0);
  if (of_file != 0 && of_element != 0 && of_file != of_element)
    return invalid(Message("T2106", "the header gives two places for the image, byte {1} and byte {2}",
                           {text(of_file), text(of_element)}));
  layout.offset = std::max(of_file, of_element);
  if (layout.offset < dpx::generic_bytes)
    return invalid(Message("T2107", "the header places the image at byte {1}, within itself", {text(layout.offset)}));
  // A file that is as long as it says it is was never longer: then it is the offset that is wrong.
  if (layout.offset > file_size && fields.u32(At::total_size).value_or(0) <= layout.offset)
    return invalid(Message("T2120", "the header places the image at byte {1}, but the file has only {2}",
                           {text(layout.offset), text(file_size)}));
  return std::nullopt;
}

/// How lines follow each other. ST 268 wants each to begin at a 32-bit word; not all do, and no field says so. They do
/// not where a maker is known for it, and where the file's size fits that exactly and the standard's not at all. (A
/// size in between belongs to a file cut short.)
Fault read_lines(const Fields& fields, std::uint64_t file_size, DpxLayout& layout) {
  const auto height = static_cast<std::uint64_t>(layout.size.height);
  const auto datums = static_cast<std::uint64_t>(layout.size.width) * static_cast<std::uint64_t>(layout.planes);
  const std::uint64_t extra = fields.u32(At::line_padding).value_or(0);
  const auto there = file_size > layout.offset ? file_size - layout.offset : 0;

  const auto line = dpx::bytes_of(datums, layout.depth, layout.packing);
  const auto padded = (line + 3) / 4 * 4 + extra;
  const bool words_span_pixels = layout.depth == 10 || (layout.depth == 12 && layout.packing == DpxPacking::packed);
  const auto unpadded_bytes =
      words_span_pixels ? dpx::bytes_of(datums * height, layout.depth, layout.packing) : (line + extra) * height;
  const bool may_run_on = !words_span_pixels || extra == 0;
  const auto total = fields.u32(At::total_size).value_or(0);
  const bool says_padded = total == layout.offset + padded * height;
  const bool fits_exactly = there == unpadded_bytes ? !says_padded : there > unpadded_bytes && total == file_size;
  const bool known = layout.depth == 10 && layout.planes == 1 && dpx::runs_on(fields);
  if (may_run_on && (known || (padded * height > there && fits_exactly))) {
    layout.stride = words_span_pixels ? 0 : line + extra;
    layout.bytes = unpadded_bytes;
  } else {
    layout.stride = padded;
    layout.bytes = padded * height;
  }
  if (layout.bytes > there)
    return cut(Message("T2117", "the file ends {1} bytes early, of {2}; copy it again from its source",
                       {text(layout.offset + layout.bytes - file_size), text(layout.offset + layout.bytes)}));
  return std::nullopt;
}

/// Fields that do not tell the truth and do no harm.
std::vector<DpxFault> remarks_of(const Fields& fields, std::uint64_t file_size, const DpxLayout& layout) {
  std::vector<DpxFault> remarks;
  const auto remark = [&](Message message) { remarks.push_back({FindingCode::incorrect_header, std::move(message)}); };
  if (const auto total = fields.u32(At::total_size); total && *total != file_size)
    remark(
        Message("T2121", "the header says that the file has {1} bytes, it has {2}", {text(*total), text(file_size)}));
  if (const auto version = fields.text(At::version, 4); version != "V1.0" && version != "V2.0")
    remark(Message("T2122", "the header's version is \"{1}\", not V1.0 or V2.0", {version}));
  if (const auto ditto = fields.u32(At::ditto); ditto && *ditto > 1)
    remark(Message("T2123", "the header's ditto key is {1}, not 0 or 1", {text(*ditto)}));
  if (fields.u32(At::image_offset).value_or(0) == 0)
    remark(Message("T2124", "the header does not say where the image begins, its image element does"));
  if (const auto packing = fields.u16(At::packing); layout.depth % 8 == 0 && packing && *packing > 2)
    remark(Message("T2125", "the header's packing is {1}, not 0, 1 or 2", {text(*packing)}));
  const auto film = rational_near(fields.real(At::film_rate).value_or(0));
  const auto television = rational_near(fields.real(At::television_rate).value_or(0));
  if (film && television && *film != *television)
    remark(Message("T2126", "the header gives two rates, {1} for film and {2} for television; the first is taken",
                   {to_string(*film), to_string(*television)}));
  return remarks;
}

}  // namespace

std::variant<DpxHeader, DpxFault> read_dpx_header(std::span<const std::uint8_t> head, std::uint64_t file_size) {
  head = head.first(std::min(head.size(), dpx_header_bytes));
  if (auto fault = check_file(head, file_size)) return *fault;
  const bool big_endian = *order_of(head);

  DpxHeader header;
  auto& layout = header.layout;
  layout.big_endian = big_endian;
  const Fields fields(head, big_endian);
  if (auto fault = check_kind(fields)) return *fault;
  if (auto fault = read_shape(fields, layout)) return *fault;
  if (auto fault = read_samples(fields, layout)) return *fault;
  if (auto fault = read_offset(fields, file_size, layout)) return *fault;
  if (auto fault = read_lines(fields, file_size, layout)) return *fault;

  // What lies behind the offset is picture, not header.
  const Fields said(head.first(std::min<std::uint64_t>(head.size(), layout.offset)), big_endian);
  header.facts = dpx::facts_of(said, layout);
  header.frame = dpx::frame_facts_of(said);
  header.remarks = remarks_of(said, file_size, layout);
  std::ranges::move(dpx::verdicts_of(said), std::back_inserter(header.remarks));
  return header;
}

DpxHeader parse_dpx_header(std::span<const std::uint8_t> head, std::uint64_t file_size,
                           const std::filesystem::path& file) {
  auto outcome = read_dpx_header(head, file_size);
  if (auto* header = std::get_if<DpxHeader>(&outcome)) return std::move(*header);
  throw Error(ExitCode::material,
              Message("T2100", "{1}: {2}", {file.string(), english(std::get<DpxFault>(outcome).message)}));
}

}  // namespace tasma::codecs
