#pragma once

#include <optional>
#include <string>

#include "pipeline/core/scan.hpp"

namespace tasma::pipeline {

enum class Level;
struct ChecksumReport;
struct Outcome;

/// What a scan holds, from names and headers alone. Throws as codecs::open_scan().
Inventory inspect(const std::filesystem::path& scan, const ScanFacts& said);

/// An inventory as one JSON document, schema "tasma.inventory/1": facts, every frame, findings grouped; and what became
/// of its checksum lists, where they were compared.
std::string inventory_json(const Inventory& inventory, const std::optional<ChecksumReport>& checksums);

/// The same for people, a screenful, without the findings.
std::string inventory_text(const Inventory& inventory, const std::optional<ChecksumReport>& checksums);

/// What a command made and found, schema "tasma.outcome/1".
std::string outcome_json(const Outcome& outcome);

/// What verify found of one package, schema "tasma.verification/1".
std::string verification_json(const std::filesystem::path& package, Level level, const Outcome& outcome);

}  // namespace tasma::pipeline
