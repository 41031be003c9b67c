#pragma once

#include "pipeline/core/scan.hpp"
#include "pipeline/file_spool.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/segment.hpp"

namespace tasma::pipeline {

/// Reads a segment under work, or a finished one, from the disk and holds every picture, and every file, against the
/// record of what went in; of a finished one every packet, too. What that proves is recorded in `segment`, as it came
/// back: the packets' digests, and the samples' where a file vouches for them. Throws Error(io) naming the frame if one
/// reads back otherwise, and says where it differs; what reader and `codec` throw of what is damaged.
void prove(const SegmentFolder& folder, Segment& segment, SpooledFiles::Of of, const Inventory& scan,
           const FrameCodec& codec, const Flow& flow, const Observer& observer);

}  // namespace tasma::pipeline
