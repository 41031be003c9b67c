#pragma once

#include <functional>

#include "codecs/matroska.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/segment.hpp"

namespace tasma::pipeline {

/// One picture track of finished segments.
struct CodedReel {
  codecs::Track track;
  std::vector<Segment> segments;  // in reel order
};

/// The picture to code for a frame among its neighbours; perhaps the frame's own.
using Draw = std::function<std::shared_ptr<const Image>(const Neighbourhood&)>;

/// The fingerprint of a segment: of all that its pictures depend on.
using FingerprintOf = std::function<std::string(Range part)>;

/// Codes `reel` of `source` with FFV1 into segments and proves each: written, synced, dropped from the page cache, read
/// again, decoded, and every picture's digest compared with that of the picture that went in. Frames that bring their
/// source file along have it spooled beside the segment under the names of `scan`, and proved: put together from what
/// is decoded and what is spooled it must have the source's digest. Segments that lie finished under their
/// `fingerprint` are not made again. `coded` is the stream as it comes out of `draw`. Throws Error(io) naming the frame
/// if one reads back otherwise, and says where it differs.
CodedReel code_reel(const SegmentFolder& folder, const std::string& step, const FingerprintOf& fingerprint,
                    const Inventory& scan, const FrameSource& source, Range reel, std::int64_t segment_length,
                    int reach, const StreamInfo& coded, const Draw& draw, const Flow& flow, Observer& observer);

}  // namespace tasma::pipeline
