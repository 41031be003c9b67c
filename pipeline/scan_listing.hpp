#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "codecs/input_file.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::pipeline {

/// A file of the scan: a frame, a sound, a sidecar, or the one file that the scan is.
struct ScanFile {
  std::filesystem::path path;
  codecs::FileStamp stamp;
  std::optional<std::int64_t> frame;  // number
  bool sidecar = false;
};

/// All files of the scan by their names relative to it, folders within folders too. Throws as codecs::sidecars_of().
std::map<std::string, ScanFile> files_of(const Inventory& inventory);

}  // namespace tasma::pipeline
