#include "codecs/still.hpp"

#include <algorithm>
#include <array>

#include "codecs/tiff.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

constexpr std::array formats{
    StillFormat{"TIFF", is_tiff, read_tiff_header, decode_tiff},
};

/// Why nothing reads a file that begins like this.
Finding unknown_format(std::span<const std::uint8_t> head) {
  constexpr std::array<std::uint8_t, 4> exr{0x76, 0x2F, 0x31, 0x01};
  if (head.size() >= exr.size() && std::ranges::equal(head.first(exr.size()), exr))
    return {FindingCode::unexpected_flavour,
            Severity::refusal,
            {},
            {},
            Message("T2302", "OpenEXR is not supported yet; export the scan as DPX or 16-bit TIFF")};
  return {FindingCode::invalid_header,
          Severity::remark,
          {},
          {},
          Message("T2303", "begins like no DPX or TIFF file; copy the file again from where it came")};
}

}  // namespace

const StillFormat* still_format_of(std::span<const std::uint8_t> head) {
  const auto* found = std::ranges::find_if(formats, [&](const auto& format) { return format.recognises(head); });
  return found == formats.end() ? nullptr : found;
}

StillHeader read_still_header(const ByteSource& file) {
  std::array<std::uint8_t, 16> head{};
  const auto seen = std::span(head).first(file.read(0, head));
  if (seen.empty())
    return {{},
            {},
            {},
            {{FindingCode::empty_file,
              Severity::remark,
              {},
              {},
              Message("T2304", "the file is empty; copy it again from where it came")}}};
  const auto* format = still_format_of(seen);
  if (format == nullptr) return {{}, {}, {}, {unknown_format(seen)}};
  return format->read_header(file);
}

Image decode_still(std::span<const std::uint8_t> file) {
  const auto* format = still_format_of(file);
  if (format == nullptr) throw Error(ExitCode::material, unknown_format(file).message);
  return format->decode(file);
}

}  // namespace tasma::codecs
