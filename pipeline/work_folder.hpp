#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "pipeline/core/observer.hpp"
#include "pipeline/job.hpp"
#include "pipeline/segment.hpp"

namespace tasma::pipeline {

/// Whether `path` is `folder` or lies in it, by whatever links.
bool lies_inside(const std::filesystem::path& folder, const std::filesystem::path& path);

/// Refuses to write into a scan: throws Error(permission) if `output` lies in the folder `scan`, or is it, or is the
/// scan's one file.
void refuse_inside(const std::filesystem::path& scan, const std::filesystem::path& output);

/// Refuses to write into a sealed package: throws Error(no_output).
void refuse_sealed(const std::filesystem::path& output);

/// Where the segments of a reel lie: OUT/.tasma/ID, or WORK/.tasma/ID where a work folder was named.
std::filesystem::path segments_folder(const std::filesystem::path& output, const std::string& id,
                                      const Resources& resources);

/// The number of the process that is at work on `id` in this output, on this machine; empty: none.
std::string lock_holder(const std::filesystem::path& output, const std::string& id);

/// Whether a file system of this type (statfs(2), f_type) lies on another machine.
bool is_network_file_system(std::int64_t type);

/// Where one reel's or film's work in progress lies; on a network file system a note says how to avoid that. Held by a
/// lock as long as this lives, in the output and in the work folder: a second run of the same job gets Error(try_later)
/// naming the first. Held together, several processes make segments in it, and none of them anything else.
class WorkFolder {
 public:
  enum class Held { alone, together };
  WorkFolder(const std::filesystem::path& output, const std::string& id, const Resources& resources, Observer& observer,
             Held held = Held::alone);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  std::filesystem::path segments(const std::string& step) const { return segments_ / step; }

  /// The segments of a step. Where some are made again, a note says once what has changed since: the scan, the options,
  /// or the versions of tasma and its libraries.
  SegmentFolder segment_folder(const std::string& step) const;

  /// Where a product grows until it gets its name; on the file system of the output. Emptied first.
  std::filesystem::path staging(const std::string& name) const;

  /// The same, going on from what lies there.
  std::filesystem::path growing(const std::string& name) const;

  /// A step's product has its name: its segments are not kept.
  void remove(const std::string& step) const;

  /// The work is done: nothing of it is kept.
  void remove();

 private:
  class Lock {
   public:
    Lock(std::filesystem::path file, Held held);
    ~Lock();
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    std::filesystem::path lock_file_;
    int lock_ = -1;
  };

  void tell_change(const std::string& was, const std::string& is) const;

  std::string id_;
  Observer& observer_;
  mutable std::mutex telling_;
  mutable std::set<std::string> told_;  // ids of messages
  std::filesystem::path segments_, staging_;
  Held held_;
  std::string writer_;  // of unfinished segments
  std::vector<std::unique_ptr<Lock>> locks_;
};

}  // namespace tasma::pipeline
