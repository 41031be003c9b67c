#pragma once

#include <cstdint>
#include <vector>

#include "codecs/screening.hpp"

namespace tasma::codecs {

/// The 16-bit value that stands for full light on the way to the encoders: what swscale takes for it.
constexpr double display_white = 255 * 256;

/// Code values of a scan to display values of gamma 2.4, by the display curve or by a LUT.
class DisplayColour {
 public:
  /// Throws Error(usage) for a transfer nobody has said, where no LUT stands for it.
  explicit DisplayColour(const DisplaySpec& spec);

  /// The picture area of a frame in display values, in its own primaries: one plane of grey, unless a LUT tints it,
  /// else red, green, blue.
  Image convert(const Image& scan) const;

  /// The same in the primaries of BT.709; colours beyond are cut off, channel by channel.
  Image to_bt709(const Image& display) const;

 private:
  using Codes = std::vector<std::uint16_t>;
  void apply_lattice(const Image& scan, Image& display) const;

  DisplaySpec spec_;
  std::vector<Codes> curves_;  // display value by code value: one for all colours, or one a colour; none: a lattice
};

}  // namespace tasma::codecs
