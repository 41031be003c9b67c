#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pipeline/commands.hpp"

namespace tasma::pipeline {

/// What decoding a master has shown.
struct DecodedMaster {
  std::vector<Finding> findings;
  std::map<std::string, Sha256> files;  // of the scan, by name, as they were put together; damaged ones are left out
};

/// Whether a file begins as Matroska does.
bool is_matroska(const std::filesystem::path& file);

/// The bytes of a master: at `structure` the heads of its elements and its record of the scan; else every byte, held
/// against the checksums in it. Throws Error(io).
std::vector<Finding> check_master(const std::filesystem::path& master, Level level, Observer& observer);

/// Decodes every picture of a master and puts together every file of the scan, where it is one that can. `frames`: the
/// framemd5 digests of its pictures; empty: none to compare with.
DecodedMaster decode_master(const std::filesystem::path& master, const std::vector<std::string>& frames,
                            const Resources& resources, Observer& observer);

/// A master by itself.
std::vector<Finding> verify_master(const std::filesystem::path& master, Level level, const Resources& resources,
                                   Observer& observer);

}  // namespace tasma::pipeline
