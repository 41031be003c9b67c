#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "pipeline/core/finding.hpp"

namespace tasma::pipeline {

/// Findings as the JSON documents of commands have them: those that say the same are one entry with their count.
nlohmann::ordered_json findings_json(const std::vector<Finding>& findings);

}  // namespace tasma::pipeline
