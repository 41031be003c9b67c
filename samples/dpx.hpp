#pragma once

#include <string>

#include "samples/bytes.hpp"
#include "samples/still.hpp"
#include "samples/transfer.hpp"

namespace tasma::samples {

/// What a DPX header says beside the picture's shape.
struct DpxFacts {
  std::string file_name;
  std::int64_t position = 0;  // in the reel; timecode and keycode count from it
  std::int64_t frames = 0;    // in the reel
  double rate = 24;           // frames a second
  Transfer transfer = Transfer::log;
};

/// The bytes of a DPX file, SMPTE 268M version 2.0, big-endian: 8 bits, 10 bits filled by method A, 12 bits filled by
/// method A, 16 bits; one element, no padding behind a line but to the end of its last 32-bit word (10 bits only).
Bytes dpx_of(const Still& still, const DpxFacts& facts);

}  // namespace tasma::samples
