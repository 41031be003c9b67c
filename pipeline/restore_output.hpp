#pragma once

#include <filesystem>
#include <optional>

#include "pipeline/reel.hpp"

namespace tasma::pipeline {

/// One reel to a restored master (a name ending in .mkv) or to a folder of frames, its plan as executed beside it.
/// Throws Error: usage, no_output, permission for a name that may not be used; what restore_reel() throws.
Outcome restore_into(const Job& job, const PlanBasis& basis, const std::filesystem::path& output,
                     std::optional<FramesAs> frames_as, Observer& observer);

/// Where the plan of a restoration lies: `R1.plan.jsonl` beside R1.mkv, `frames.plan.jsonl` beside the folder `frames`.
std::filesystem::path plan_beside(std::filesystem::path target, bool folder);

}  // namespace tasma::pipeline
