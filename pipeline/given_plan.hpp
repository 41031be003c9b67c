#pragma once

#include <filesystem>
#include <string_view>

#include "pipeline/core/plan.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::pipeline {

/// Reads a plan that was made before, to be rendered from `scan`. It must fit: pictures of the same shape, frames with
/// the scan's numbers at the scan's positions, and repairs that take from frames of the scan.
/// Throws Error: no_input if there is no such file; material, naming file and line, if it is damaged or does not fit.
Plan read_given_plan(const std::filesystem::path& file, const FrameSource& scan);

/// The records of `part` alone, which the plan called `name` must have all.
/// Throws Error(material) naming the first frame that has none.
Plan plan_of_part(Plan plan, Range part, const FrameSource& scan, std::string_view name);

/// The plan that a restored master was rendered by, where it lies: NAME.plan.jsonl beside NAME.mkv, or
/// metadata/plan.jsonl beside it in a package. Throws Error: no_input if it is not there; material if the master names
/// none, or another.
std::filesystem::path plan_of_master(const Inventory& master);

}  // namespace tasma::pipeline
