#pragma once

#include <filesystem>
#include <optional>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// What the reversibility data in `master` (RAWcooked's, or ours) tells of the scan: names and numbers of the frames,
/// and all that their headers say, as their folder would tell it; names of the sounds. `picture` gives size, planes and
/// depth of the `frames` pictures. Times and digests are not in the data. Nothing: there is no such data, or its files
/// are not the pictures one by one. Throws Error(material) where the data is damaged, Error(io).
std::optional<Inventory> read_reversible_reel(const std::filesystem::path& master, const StreamInfo& picture,
                                              std::int64_t frames, const ScanFacts& said);

}  // namespace tasma::codecs
