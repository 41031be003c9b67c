#pragma once

#include <filesystem>
#include <string>

#include "pipeline/core/scan.hpp"

namespace tasma::pipeline {

/// What a scan holds, from names and headers alone; what is wrong with it stands in the findings.
/// Throws Error: no_input, permission, material (no scan at all).
Inventory inspect(const std::filesystem::path& scan, const ScanFacts& said);

/// An inventory as one JSON document, schema "tasma.inventory/1": facts, every frame, findings grouped.
std::string inventory_json(const Inventory& inventory);

/// The same for people, a screenful: identical remarks on one line with count, first and last frame.
std::string inventory_text(const Inventory& inventory);

/// What a command made and found, schema "tasma.outcome/1".
struct Outcome;
std::string outcome_json(const Outcome& outcome);

}  // namespace tasma::pipeline
