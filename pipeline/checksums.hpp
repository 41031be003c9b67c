#pragma once

#include <set>

#include "pipeline/checksum_match.hpp"
#include "pipeline/checksum_report.hpp"

namespace tasma::pipeline {

/// The digests of files by name, relative to the scan.
using FileDigests = std::map<std::string, Digests>;

/// The checksum lists that came with a scan, found, read and understood; the files themselves are not touched.
class Checksums {
 public:
  /// Throws as codecs::sidecars_of(), and Error(permission, io) for a list that cannot be read.
  explicit Checksums(const Inventory& inventory);

  std::set<DigestAlgorithm> algorithms() const;     // of all lists
  std::map<std::string, ScanFile> covered() const;  // the files that a list says something of

  /// Holds the digests of the covered files against the lists. What does not agree, and what is missing, weighs
  /// `fault`; a list with a fault of its own is a remark, a file that no list covers a note. A file without digests is
  /// missing.
  ChecksumReport compare(const FileDigests& digests, Severity fault) const;

 private:
  struct Understood {
    FoundList found;
    std::vector<Placed> placed;  // by entry
  };
  ListReport compare(const Understood& list, const FileDigests& digests, Severity fault,
                     std::vector<Finding>& findings) const;

  std::map<std::string, ScanFile> files_;
  std::vector<std::string> names_;  // of files_, in that order
  std::set<std::string> to_cover_;  // of them, those that are neither list nor litter
  std::vector<Understood> lists_;
  std::vector<Finding> findings_;  // of the lists themselves
};

}  // namespace tasma::pipeline
