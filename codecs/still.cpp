#include "codecs/still.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

#include "codecs/dpx.hpp"
#include "codecs/exr.hpp"
#include "codecs/tiff.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

bool is_dpx(std::span<const std::uint8_t> head) {
  constexpr std::string_view forward = "SDPX", backward = "XPDS";  // SMPTE ST 268-1: by the order of bytes
  const auto mark = head.first(std::min(head.size(), forward.size()));
  return std::ranges::equal(mark, forward) || std::ranges::equal(mark, backward);
}

Finding finding_of(const DpxFault& fault, Severity severity) { return {fault.code, severity, {}, {}, fault.message}; }

StillHeader read_dpx(const ByteSource& file) {
  std::array<std::uint8_t, dpx_header_bytes> head{};
  auto read = read_dpx_header(std::span(head).first(file.read(0, head)), file.size());
  StillHeader header;
  if (const auto* fault = std::get_if<DpxFault>(&read)) {
    const bool unsupported = fault->code == FindingCode::unexpected_flavour;
    header.findings.push_back(finding_of(*fault, unsupported ? Severity::refusal : Severity::remark));
    return header;
  }
  auto& dpx = std::get<DpxHeader>(read);
  header.facts = std::move(dpx.facts);
  header.timecode = dpx.frame.timecode;
  header.keycode = dpx.frame.keycode;
  for (const auto& [name, value] : {std::pair{"file name", &dpx.frame.file_name},
                                    {"creation time", &dpx.frame.created},
                                    {"source image time", &dpx.frame.scanned},
                                    {"source image name", &dpx.frame.source_name},
                                    {"frame identification", &dpx.frame.frame_id},
                                    {"frame position", &dpx.frame.frame_position}})
    if (!value->empty()) header.own.emplace_back(name, *value);
  for (const auto& remark : dpx.remarks) header.findings.push_back(finding_of(remark, remark.severity));
  return header;
}

Image decode_dpx(std::span<const std::uint8_t> file) {
  const auto read = read_dpx_header(file.first(std::min(file.size(), dpx_header_bytes)), file.size());
  if (const auto* fault = std::get_if<DpxFault>(&read)) throw Error(ExitCode::material, fault->message);
  return unpack_dpx(std::get<DpxHeader>(read), file);
}

constexpr std::array formats{
    StillFormat{"DPX", is_dpx, read_dpx, decode_dpx},
    StillFormat{"OpenEXR", is_exr, read_exr_header, decode_exr},
    StillFormat{"TIFF", is_tiff, read_tiff_header, decode_tiff},
};

/// Why nothing reads a file that begins like this.
Finding unknown_format(std::span<const std::uint8_t> head) {
  if (head.empty())
    return {FindingCode::empty_file,
            Severity::remark,
            {},
            {},
            Message("T2304", "the file is empty; copy it again from where it came")};
  return {FindingCode::invalid_header,
          Severity::remark,
          {},
          {},
          Message("T2303", "begins like no DPX, OpenEXR or TIFF file; copy the file again from where it came")};
}

}  // namespace

const StillFormat* still_format_of(std::span<const std::uint8_t> head) {
  const auto* found = std::ranges::find_if(formats, [&](const auto& format) { return format.recognises(head); });
  return found == formats.end() ? nullptr : found;
}

StillHeader read_still_header(const ByteSource& file) {
  std::array<std::uint8_t, 16> head{};
  const auto seen = std::span(head).first(file.read(0, head));
  const auto* format = still_format_of(seen);
  if (format != nullptr) return format->read_header(file);
  StillHeader header;
  header.findings.push_back(unknown_format(seen));
  return header;
}

Image decode_still(std::span<const std::uint8_t> file) {
  const auto* format = still_format_of(file);
  if (format == nullptr) throw Error(ExitCode::material, unknown_format(file).message);
  return format->decode(file);
}

}  // namespace tasma::codecs
