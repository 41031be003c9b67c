#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "pipeline/core/digest.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// What became of one list.
struct ListReport {
  std::string list;  // its name, relative to the scan
  std::set<DigestAlgorithm> algorithms;
  std::int64_t listed = 0, matched = 0, mismatched = 0, missing = 0;  // entries
  std::int64_t unlisted = 0;  // files of the list's folder, and below, that it does not cover
};

struct ChecksumReport {
  std::vector<ListReport> lists;
  std::vector<Finding> findings;
};

/// `tasma inspect --checksums`: reads every file that a list covers, once, several at a time, and compares: faults are
/// refusals. That there is no list is a remark. Throws Error: material (a file changes meanwhile), io, interrupted.
ChecksumReport check_checksums(const Inventory& inventory, const Resources& resources, Observer& observer);

}  // namespace tasma::pipeline
