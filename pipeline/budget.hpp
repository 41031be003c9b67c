#pragma once

#include "pipeline/core/source.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// How many threads and frames in flight fit the memory that was granted, for pictures like these, each coded with FFV1
/// and seen among `reach` neighbours to either side. Throws Error(io) if they do not fit even one.
Flow flow_for(const Resources& resources, const StreamInfo& stream, int reach);

/// What each of `jobs` that run at once may use of what was granted to all of them.
Resources shared_out(Resources resources, int jobs);

}  // namespace tasma::pipeline
