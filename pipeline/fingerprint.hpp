#pragma once

#include <string>

namespace tasma::pipeline {

/// A segment's fingerprint in its parts, as ReelWork::fingerprint() puts them together.
struct Fingerprint {
  explicit Fingerprint(const std::string& line);
  std::string source;     // the scan and its facts
  std::string asked;      // the same, and the options: all but the versions
  std::string toolchain;  // versions and processor features, as toolchain() has them
};

/// What stands in the one toolchain() and not in the other, with commas between.
std::string only_in(const std::string& one, const std::string& other);

}  // namespace tasma::pipeline
