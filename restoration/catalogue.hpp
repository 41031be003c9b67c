#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/core/source.hpp"
#include "pipeline/core/treatment.hpp"

namespace tasma::restoration {

/// What all treatments together need to know of a reel of such frames.
std::unique_ptr<const Analysis> make_analysis(const StreamInfo& stream, const Repairs& repairs);

/// The treatments a plan asks for, in the order of rendering: dust, scratches, flicker, stabilization. The plan may go
/// afterwards.
std::vector<TreatmentPtr> make_treatments(const Plan& plan, const StreamInfo& stream);

/// Depth of the restored picture: the scan's; 8-bit scans become 10 (code value x 4).
inline int restored_depth(int depth) { return depth == 8 ? 10 : depth; }

}  // namespace tasma::restoration
