#pragma once

#include <filesystem>
#include <string>

#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// Refuses to write into a scan: throws Error(permission) if `output` lies in the folder `scan`, or is it.
void refuse_inside(const std::filesystem::path& scan, const std::filesystem::path& output);

/// Where one reel's or film's work in progress lies: OUT/.tasma/ID, or WORK/ID for the segments where a work folder was
/// named. Held by a lock as long as this lives: a second run of the same job gets Error(try_later) naming the first.
class WorkFolder {
 public:
  WorkFolder(const std::filesystem::path& output, const std::string& id, const Resources& resources);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  std::filesystem::path segments(const std::string& step) const { return segments_ / step; }

  /// Where a product grows until it gets its name; on the file system of the output. Emptied first.
  std::filesystem::path staging(const std::string& name) const;

  /// The work is done: nothing of it is kept.
  void remove();

 private:
  std::filesystem::path segments_, staging_;
  int lock_ = -1;
  std::filesystem::path lock_file_;
};

}  // namespace tasma::pipeline
