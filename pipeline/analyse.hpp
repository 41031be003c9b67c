#pragma once

#include <vector>

#include "pipeline/reel.hpp"

namespace tasma::pipeline {

/// A part of a reel that is analysed, and where its segments lie. Everything it refers to outlives it.
struct AnalysedPart {
  const ReelWork& work;
  const FrameSource& source;
  Range part;
  const SegmentFolder& folder;
  const Flow& flow;
};

/// Of the flow's share of the segments, makes those that do not lie there finished. Measurements of others are missing.
std::vector<Segment> measure_segments(const AnalysedPart& reel);

/// Measures every frame, each segment's measurements written and read back; what lies finished is not measured again.
/// The same for those who restore the reel and for those who only want to know.
std::vector<Measurement> measure(const AnalysedPart& reel);

/// Decides what is done to each frame: the segment, written and synced, whose file is the plan.
Segment decide(const AnalysedPart& reel, std::span<const Measurement> measurements);

/// A plan as a segment has it.
Plan plan_of(const AnalysedPart& reel, const Segment& decided);
void write_plan_file(const AnalysedPart& reel, const Plan& plan, const std::filesystem::path& file);

}  // namespace tasma::pipeline
