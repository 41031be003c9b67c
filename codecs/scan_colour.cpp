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

/// The field's text; empty: there is none.
std::string_view field_of(const HeaderFacts& header, std::string_view name) {
  const auto field = std::ranges::find(header.fields, name, [](const auto& pair) { return pair.first; });
  return field == header.fields.end() ? std::string_view() : std::string_view(field->second);
}

std::optional<int> characteristic(const HeaderFacts& header, std::string_view name) {
  const auto field = field_of(header, name);
  return field.empty() ? std::nullopt : dpx_characteristic(field);
}

const HeaderFacts* first_header(const Inventory& scan) {
  const auto first = std::ranges::find_if(scan.frames, [](const FrameEntry& frame) { return frame.header != nullptr; });
  return first == scan.frames.end() ? nullptr : first->header.get();
}

/// As movies (ITU-T H.273 by libav's names) and OpenEXR (red; green; blue; white) say them.
struct Named {
  std::string_view movie, chromaticities;
  Primaries primaries;
};
constexpr Named known_primaries[] = {
    {"smpte432", "0.68 0.32; 0.265 0.69; 0.15 0.06; 0.3127 0.329", Primaries::p3_d65},
    {"smpte431", "0.68 0.32; 0.265 0.69; 0.15 0.06; 0.314 0.351", Primaries::p3_dci},
    {"bt2020", "0.708 0.292; 0.17 0.797; 0.131 0.046; 0.3127 0.329", Primaries::bt2020},
};

}  // namespace

Track picture_track(const StreamInfo& coded, const Inventory& scan) {
  auto track = ffv1_track(coded);
  const auto* const header = first_header(scan);
  if (header == nullptr || header->format != "DPX") return track;
  if (const auto transfer = characteristic(*header, "transfer"))
    track.tags.emplace_back("DPX_TRANSFER", std::to_string(*transfer));
  if (const auto colorimetric = characteristic(*header, "colorimetric")) {
    track.tags.emplace_back("DPX_COLORIMETRIC", std::to_string(*colorimetric));
    track.primaries = primaries_of(*colorimetric);
  }
  return track;
}

Primaries primaries_of(const Inventory& scan) {
  const auto* const header = first_header(scan);
  if (header == nullptr) return Primaries::bt709;
  const auto movie = field_of(*header, "colour primaries"), chromaticities = field_of(*header, "chromaticities");
  for (const auto& known : known_primaries)
    if (movie == known.movie || chromaticities == known.chromaticities) return known.primaries;
  return Primaries::bt709;
}

}  // namespace tasma::codecs
