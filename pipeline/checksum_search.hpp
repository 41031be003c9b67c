#pragma once

#include <map>
#include <string>
#include <vector>

#include "codecs/checksum_list.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/scan_listing.hpp"

namespace tasma::pipeline {

/// A checksum list that came with a scan.
struct FoundList {
  std::string name;    // relative to the scan: "scan.md5", "sub/md5sum.txt", "../SCAN.md5"
  std::string folder;  // of the scan, that its names may count from: "", "sub"
  codecs::ChecksumList list;
};

struct FoundLists {
  std::vector<FoundList> lists;   // by name
  std::vector<Finding> findings;  // invalid_checksums: a name promises a list, and none can be read
};

/// A list in the scan is any sidecar that begins like one, whatever it is called. Beside the scan it is a file that
/// bears the scan's name and nothing else than words for checksums behind it: SCAN.md5, SCAN_checksums.txt,
/// reel.mov.sha256. Lists beyond 128 MiB are not read, and told.
FoundLists find_checksum_lists(const Inventory& inventory, const std::map<std::string, ScanFile>& files);

}  // namespace tasma::pipeline
