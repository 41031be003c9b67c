#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/join.hpp"
#include "pipeline/segment.hpp"

namespace tasma::pipeline {

/// The screening copies of a film that lie joined in a folder and do not have their final names yet. Each is on record
/// in a folder of segments, so that its own segments can go, and work that goes on finds it made.
class JoinedCopies {
 public:
  JoinedCopies(SegmentFolder records, std::filesystem::path folder);

  /// The masters of a copy, if they were made of just this and all their files still have their sizes and times; else
  /// empty. `frames` are those of the whole film.
  std::vector<Master> find(const std::string& copy, const std::string& fingerprint,
                           const std::vector<FrameRecord>& frames) const;

  /// Brings them to the disk, and on record. Throws Error(io).
  void keep(const std::string& copy, const std::string& fingerprint, const std::vector<Master>& masters) const;

  /// Removes from the folder what belongs to none of `masters`.
  void remove_all_but(const std::vector<Master>& masters) const;

 private:
  SegmentFolder records_;
  std::filesystem::path folder_;
};

}  // namespace tasma::pipeline
