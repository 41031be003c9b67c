#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

namespace tasma::codecs {

/// How many samples a channel a FLAC frame holds (RFC 9639, 9.1.1); 0 if it is none.
inline int flac_samples(std::span<const std::uint8_t> frame) {
  if (frame.size() < 8 || frame[0] != 0xFF || (frame[1] & 0xFC) != 0xF8) return 0;
  const int code = frame[2] >> 4;
  if (code == 1) return 192;
  if (code >= 2 && code <= 5) return 144 << code;
  if (code >= 8) return 1 << code;
  const auto number = std::max(1, std::countl_one(frame[4]));  // bytes of the frame's number, coded like UTF-8
  const auto at = 4 + static_cast<std::size_t>(number);
  if (frame.size() < at + 2) return 0;
  if (code == 6) return frame[at] + 1;
  return code == 7 ? (frame[at] << 8 | frame[at + 1]) + 1 : 0;
}

}  // namespace tasma::codecs
