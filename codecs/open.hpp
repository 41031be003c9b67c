#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Opens what a scanner delivered (a folder of numbered frames, one movie file) or a preservation master, reading names
/// and headers alone. What is wrong with it stands in the inventory's findings, not in exceptions: a scan with a
/// finding of severity `refusal` opens, so that it can be inspected, but must not be processed.
/// Throws Error(no_input) if there is nothing at `path`, Error(permission) if it may not be read, Error(material) if it
/// is no scan at all (no frames, an unknown file type).
std::unique_ptr<Scan> open_scan(const std::filesystem::path& path, const ScanFacts& said);

}  // namespace tasma::codecs
