#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "pipeline/core/frame.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// Frames that are picked by `--frames`, numbers, both included; nothing: all.
using PickedFrames = std::optional<std::pair<std::int64_t, std::int64_t>>;

/// Positions of the reel's frames that belong to the film, of those that are picked. `numbers` may be a part of the
/// scan's, as of a trial master. Throws what part_of() throws.
Range film_part(const ReelJob& reel, std::span<const std::int64_t> numbers, const PickedFrames& picked);

/// Refuses before any work what headers and facts alone show to be no film of the copies that the job asks for;
/// `scans` are those of its reels, in order. No frame is read. Throws Error(usage) for ranges and markers beyond a
/// scan's frames, for a container where no copy is a DCP, and what check_rates() throws.
void check_film(const Job& job, std::span<const std::unique_ptr<Scan>> scans);

/// The same of rates alone, of the scans or of what was made of them. A rate that nobody has said is a question
/// (question.hpp) and passes. Throws Error(usage) for reels of several rates, and for a rate that a copy cannot have.
void check_rates(const Job& job, std::span<const std::unique_ptr<Scan>> scans);

}  // namespace tasma::pipeline
