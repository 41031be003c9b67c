#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/commands.hpp"

namespace tasma::pipeline {

/// What checking a package has shown.
struct CheckedBag {
  std::vector<Finding> findings;  // of the check, and the remarks under which the package was sealed
  std::string manifest;  // SHA-256 of manifest-sha256.txt, in hexadecimal: another one, and it was sealed once more
};

/// Whether a folder is a bag (RFC 8493), sound or not.
bool is_bag(const std::filesystem::path& folder);

/// A package by its own manifests; at `full` each master and DCP in it, too. Tag files are read first, then the payload
/// in the order of the manifest; on tape nothing is read twice. Throws Error: material if a tag file is not there,
/// usage if `full` is asked of a tape.
CheckedBag check_bag(const std::filesystem::path& package, Level level, Storage storage, const Resources& resources,
                     Observer& observer);

}  // namespace tasma::pipeline
