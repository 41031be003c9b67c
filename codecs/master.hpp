#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Whether `file` is a master: Matroska with FFV1 pictures and a record of the scan they come from, ours or
/// RAWcooked's. Without such a record it is a movie. A file that is none of it, or cannot be read, is no master.
bool is_master(const std::filesystem::path& file);

/// Opens a preservation or restored master as the scan it was made of: grey or RGB pictures in FFV1 version 3 in
/// Matroska, each frame for itself. With our attachment "tasma.json" numbers, names, header facts, states, findings and
/// the digest are the scan's; without it (RAWcooked's, anybody's) frames are numbered from 0. What is `said` stands
/// over what was said when the master was made. Sound tracks are `sounds`, with the master as their file, unless other
/// sound is said.
///
/// Scan::read() is exact at any position; reading on from the last position costs no seek. Throws Error: no_input,
/// permission, io; material if the file is damaged, ends early, or holds other pictures than its record says.
std::unique_ptr<Scan> open_master(const std::filesystem::path& file, const ScanFacts& said);

/// The name of the track that shows where a restored master's pictures were repaired.
constexpr std::string_view repair_mask_name = "repair mask";

/// That track of a master, picture for picture as its frames; null if it has none. Throws Error as open_master() does.
std::unique_ptr<FrameSource> open_repair_mask(const std::filesystem::path& file);

}  // namespace tasma::codecs
