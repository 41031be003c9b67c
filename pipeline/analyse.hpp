#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/reel.hpp"

namespace tasma::pipeline {

/// The analysis of a part of a reel, the same for those who restore it and for those who only want to know: every frame
/// measured, in segments that are not made again, then decided over the whole part.
class Analyser {
 public:
  /// What it refers to outlives it.
  Analyser(const ReelWork& work, const FrameSource& source, Range part, const SegmentFolder& folder, const Flow& flow);

  /// Measures every frame of the part, each segment's measurements written and read back.
  std::vector<Measurement> measure() const;

  /// Decides what is done to each frame; written, synced, read back.
  Plan decide(std::span<const Measurement> measurements);

  /// What decide() wrote: the plan's file, and its SHA-256 in hexadecimal.
  std::filesystem::path plan_file() const { return folder_.file(decided_); }
  const std::string& plan_sha256() const { return decided_.sha256; }

 private:
  const ReelWork& work_;
  const FrameSource& source_;
  Range part_;
  const SegmentFolder& folder_;
  const Flow& flow_;
  std::string settings_;
  Segment decided_;
};

}  // namespace tasma::pipeline
