#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/core/scan.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// The package that a reel came out of before it was worked on elsewhere: `--derived-from`.
struct Derivation {
  std::string reel;      // id of the reel that is derived
  std::string kind, id;  // of the package
  std::string sha256;    // of its master, hexadecimal
};

/// What `reel`, whose scan `scan` is, was derived from; nothing where nobody says. Another number of frames or another
/// rate than the package's master has is a remark. Throws Error(material) where it is no preservation or restored
/// package that tasma sealed.
std::optional<Derivation> derivation_of(const ReelJob& reel, const Inventory& scan, std::vector<Finding>& findings);

}  // namespace tasma::pipeline
