#include "codecs/scan_colour.hpp"

#include <algorithm>

#include "codecs/dpx.hpp"
#include "codecs/ffv1.hpp"

namespace tasma::codecs {
namespace {

/// ITU-T H.273, table 2, of SMPTE ST 268, table 5B. Printing density and the like have no primaries there.
int primaries_of(int colorimetric) {
  switch (colorimetric) {
    case 5:  // SMPTE ST 274
    case 6:  // ITU-R BT.709
      return 1;
    case 7:   // ITU-R BT.601, 625 lines
    case 10:  // composite PAL
      return 5;
    case 8:  // ITU-R BT.601, 525 lines
    case 9:  // composite NTSC
      return 6;
    default:
      return unspecified_primaries;
  }
}

std::optional<int> characteristic(const HeaderFacts& header, std::string_view name) {
  const auto field = std::ranges::find(header.fields, name, [](const auto& pair) { return pair.first; });
  return field == header.fields.end() ? std::nullopt : dpx_characteristic(field->second);
}

}  // namespace

Track picture_track(const StreamInfo& coded, const Inventory& scan) {
  auto track = ffv1_track(coded);
  const auto first = std::ranges::find_if(scan.frames, [](const FrameEntry& frame) { return frame.header != nullptr; });
  if (first == scan.frames.end() || first->header->format != "DPX") return track;
  if (const auto transfer = characteristic(*first->header, "transfer"))
    track.tags.emplace_back("DPX_TRANSFER", std::to_string(*transfer));
  if (const auto colorimetric = characteristic(*first->header, "colorimetric")) {
    track.tags.emplace_back("DPX_COLORIMETRIC", std::to_string(*colorimetric));
    track.primaries = primaries_of(*colorimetric);
  }
  return track;
}

}  // namespace tasma::codecs
