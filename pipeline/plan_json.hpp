#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/plan.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::pipeline {

/// Measurements and plans as JSON Lines. The head line names the schema and what the frames look like,
///     {"schema":"tasma.plan/1","stream":{"depth":10,"height":1556,"planes":3,"width":2048},"frames":240}
/// then comes one record a frame, in reel order, each line ended by a newline. Doubles come back as the same doubles.
/// Masks are run lengths (see Mask); what has its default value is left out.
///
/// Writing throws Error(io) when the stream fails. Reading holds one line at a time and believes nothing: a line that
/// is too long, nests, names an unknown schema or version, is cut, lies outside the frame, or belongs to a stream of
/// another size, depth or number of planes is an Error(material) that names `name` and the line.
void write_measurements(std::ostream& out, std::span<const Measurement> measurements, const StreamInfo& stream);
std::vector<Measurement> read_measurements(std::istream& in, const StreamInfo& stream, std::string_view name);

void write_plan(std::ostream& out, const Plan& plan, const StreamInfo& stream);
Plan read_plan(std::istream& in, const StreamInfo& stream, std::string_view name);

/// The records of some frames as they stand in a plan: what their render depends on.
std::string plan_records(std::span<const FramePlan> frames);

}  // namespace tasma::pipeline
