#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "codecs/libav.hpp"
#include "codecs/screening.hpp"

namespace tasma::codecs {

struct DisplayedFrame {
  std::map<AVPixelFormat, Picture> pictures;
  std::vector<std::uint8_t> codestream;  // of a DCP
};

/// Turns frames of a scan into pictures an encoder of a screening copy takes: the display curve, crop, unsqueeze and
/// Lanczos scaling, then limited-range YCbCr by BT.709, tagged so. Grey scans give chroma of exactly no colour. The
/// same frame gives the same picture, whatever came before. One thread at a time.
class DisplayPicture {
 public:
  /// Throws Error(usage) for a transfer nobody has said, Error(material) for a picture area outside the scan.
  DisplayPicture(const DisplaySpec& spec, Size size);

  /// Takes the frame that the next calls of picture() are of. Throws Error(bug) if it is not as the spec said.
  void take(const Image& image);

  /// The frame in one of: 10-bit 4:2:2; 8-bit 4:2:0, dithered by error diffusion. Chroma is sited left.
  Picture picture(AVPixelFormat format);

  /// The frame in full-range 16-bit display values, scaled to `size`: one plane of a grey scan, else R, G, B.
  Image light(Size size);

 private:
  Picture scaled(AVPixelFormat format);

  DisplaySpec spec_;
  Size size_;
  std::vector<std::uint16_t> curve_;  // by code value
  Picture display_;                   // the picture area in 16-bit display values: GBR or grey
  std::map<AVPixelFormat, Scaler> scalers_;
  Scaler plane_scaler_;  // of light()
  Size light_size_;
};

}  // namespace tasma::codecs
