#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "codecs/display_colour.hpp"
#include "codecs/libav.hpp"
#include "codecs/screening.hpp"
#include "codecs/text_burner.hpp"

namespace tasma::codecs {

/// What copies may ask a frame for.
struct PictureKind {
  AVPixelFormat format;
  Size size;
  BurntText burnt = {};
  bool operator==(const PictureKind&) const = default;
};

struct DisplayedFrame {
  std::vector<std::pair<PictureKind, Picture>> pictures;
  std::vector<std::pair<Coding, std::vector<std::uint8_t>>> codestreams;  // of DCPs

  const Picture& of(const PictureKind& kind) const {
    return std::ranges::find(pictures, kind, &std::pair<PictureKind, Picture>::first)->second;
  }
  const std::vector<std::uint8_t>& of(const Coding& coding) const {
    return std::ranges::find(codestreams, coding, &std::pair<Coding, std::vector<std::uint8_t>>::first)->second;
  }
};

/// Turns frames of a scan into pictures an encoder of a screening copy takes: display curve or LUT, crop, unsqueeze and
/// Lanczos scaling, then limited-range YCbCr by BT.709, tagged so. Grey scans give chroma of exactly no colour. The
/// same frame gives the same picture, whatever came before. One thread at a time.
class DisplayPicture {
 public:
  /// Throws Error(usage) for a transfer nobody has said, Error(material) for a picture area outside the scan.
  explicit DisplayPicture(const DisplaySpec& spec, std::span<const CopySubtitles> burnt = {});

  /// Takes the frame that the next calls of picture() and light() are of. Throws Error(bug) if it is not as the spec
  /// said.
  void take(const Image& image, const FramePlace& place = {});

  /// The frame in one of: 10-bit 4:4:4, 4:2:2 or 4:2:0; 8-bit 4:2:0, dithered by error diffusion. Chroma is sited left.
  Picture picture(const PictureKind& kind);

  /// The frame in full-range 16-bit display values, scaled to `size`: one plane of a grey scan, else R, G, B, in the
  /// primaries that the spec says, so that nothing of them is cut off.
  Image light(Size size, const BurntText& burnt = {});

 private:
  const AVFrame& in_bt709();
  Picture scaled(const PictureKind& kind);
  Picture with_text(const PictureKind& kind);
  Image planes(const AVFrame& display, Size size);
  void burn(const BurntText& burnt, Image& light);

  DisplaySpec spec_;
  std::vector<CopySubtitles> texts_;
  FramePlace place_;
  DisplayColour colour_;
  std::optional<Image> values_;  // of the picture area, 16-bit display values
  Picture display_;              // the same, as libav takes it: GBR or grey
  Picture bt709_;                // in the primaries of BT.709; null: not asked for yet, or what display_ is in
  std::vector<std::pair<PictureKind, Scaler>> scalers_;
  std::vector<std::pair<Size, Scaler>> plane_scalers_;
  std::vector<std::pair<PictureKind, TextBurner>> burners_;
};

}  // namespace tasma::codecs
