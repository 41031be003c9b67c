#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/core/finding.hpp"
#include "pipeline/core/observer.hpp"

namespace tasma::codecs::dcp {

/// How far a check of a DCP goes.
enum class CheckDepth {
  structure,  // XML, names, sizes, ids, durations, everything in MXF but the essence
  digests,    // and the digest of every file
  pictures,   // and the codestream of every picture: its markers and size
};

/// Everything that is wrong with the DCP in `folder`, ours or another maker's; files are named relative to it, frames
/// count from 0 within their track file. Refusals are what a server or the standards reject, remarks what may trouble
/// some, notes what a version file (VF) expects of another package. The observer hears the phase "verify", in bytes,
/// and may ask to stop.
///
/// Throws   Error(no_input, permission, io); Error(material) for an Interop DCP, which is refused; Error(interrupted).
std::vector<Finding> check_dcp(const std::filesystem::path& folder, CheckDepth depth, Observer& observer);

/// Whether a folder looks like a DCP, SMPTE's or Interop's.
bool is_dcp(const std::filesystem::path& folder);

}  // namespace tasma::codecs::dcp
