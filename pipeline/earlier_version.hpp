#pragma once

#include <filesystem>
#include <string>

#include "pipeline/coded_segments.hpp"
#include "pipeline/core/plan.hpp"

namespace tasma::pipeline {

/// A restoration about to be rendered, after its plan.
struct Rendering {
  const SegmentFolder& folder;
  const std::string& step;  // of its segments
  const FrameSource& source;
  Range part;
  std::int64_t segment_length;
  const Plan& plan;  // of the part
  FingerprintOf fingerprint;
};

/// Finishes the segments whose records stand unchanged in the plan of the sealed restored version `package`: their
/// coded pictures are copied out of its master, digest by digest, instead of rendered. Notes how many frames came so.
/// Nothing is taken from a package that other versions of the software, or another processor, have made, nor of
/// segments with frames that did not decode. Throws Error: material if the package no longer is as it was sealed; what
/// read_given_plan() and MatroskaReader throw.
void take_over(const std::filesystem::path& package, const Rendering& rendering, Observer& observer);

}  // namespace tasma::pipeline
