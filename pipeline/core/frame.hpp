#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "pipeline/core/digest.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/source_file.hpp"

namespace tasma {

/// What stands at a frame's place in the reel.
enum class FrameState {
  whole,    // the scan's picture
  missing,  // a gap in the numbers, kept as a place (`--gaps hold`); the picture is a stand-in
  damaged,  // the file could not be decoded (`--damaged keep`); the picture is a stand-in
};

struct Frame {
  std::int64_t number = 0;    // as in the file name
  std::int64_t position = 0;  // in the reel, from 0, without gaps
  Image pixels;
  FrameState state = FrameState::whole;
  Sha256 file_digest = {};  // of the whole file these pixels were read from; zeros where a frame has no file of its own
  std::shared_ptr<const SourceFile> source = nullptr;  // that file; only from Scan::read_source()
};
using FramePtr = std::shared_ptr<const Frame>;  // shared between stages, so never changed

/// Positions, half open.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t length() const { return end - begin; }
  bool operator==(const Range&) const = default;
};

/// A frame of the scan among its neighbours, both sides in reel order; fewer at the ends of the reel.
struct Neighbourhood {
  FramePtr centre;  // null: nothing to do here
  std::vector<FramePtr> before;
  std::vector<FramePtr> after;
};
constexpr int widest_reach = 2;  // frames to either side that anybody may ask for

/// One frame as a codec wrote it. The bytes are shared and never changed.
struct CodedFrame {
  std::shared_ptr<const std::vector<std::uint8_t>> bytes;
  std::int64_t pts = 0;  // presentation, in units of the track: frames for pictures, samples for sound
  std::int64_t dts = 0;  // decoding order, same unit; differs from pts only with bidirectional prediction
  std::int64_t duration = 1;
  bool key = true;  // decodes without another
};

}  // namespace tasma
