#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Whether a file is a preservation or restored master: Matroska with FFV1 pictures that carries the record of its
/// reel, ours (tasma.json) or RAWcooked's (its reversibility data). Other FFV1 files are movies.
bool is_master(const std::filesystem::path& file);

/// A master as a scan, under the scan's own names and numbers and with its header facts; frames of a master without our
/// record are numbered from 0. What was said of the scan when the master was made stands, unless `said` says otherwise.
/// Any FFV1/Matroska file of the depths and planes we write opens. Threads read at once, each with a reader and decoder
/// of its own; in reel order nothing is decoded twice.
/// Throws Error(material) for another file, one that is damaged, or one whose record does not fit its pictures.
std::unique_ptr<Scan> open_master(const std::filesystem::path& file, const ScanFacts& said);

}  // namespace tasma::codecs
