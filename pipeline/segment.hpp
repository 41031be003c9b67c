#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/core/digest.hpp"
#include "pipeline/core/frame.hpp"

namespace tasma::pipeline {

/// What is remembered of one frame of a finished segment.
struct FrameRecord {
  std::int64_t number = 0;
  FrameState state = FrameState::whole;
  std::string samples_md5;    // as framemd5 has it; of the decoded picture
  std::string packet_sha256;  // of the coded frame: what the join looks for in the master
  std::string file_sha256;    // of the scan's file, or of the frame file made; empty: none
  std::string file;           // name of the frame file made; empty where pictures are coded in the segment
  bool kept_whole = false;    // samples do not give the scan's file back, so it lies there whole
  Digests file_digests = {};  // of the scan's file: MD5, and what checksum lists ask for beside SHA-256
};

/// The record of a finished segment: NAME.json beside NAME.seg.
struct Segment {
  std::string name;        // "preserve-86400-86447"
  std::int64_t first = 0;  // frame numbers, as in the file names, both included
  std::int64_t last = 0;
  Range positions;
  std::string fingerprint;  // inputs, settings, versions, processor features
  std::uint64_t size = 0;   // bytes
  std::string sha256;       // empty where every packet has its digest, which the join holds against the file
  std::vector<FrameRecord> frames;

  /// Files that belong to it, NAME.SUFFIX beside NAME.seg.
  struct Beside {
    std::string suffix;
    std::string sha256;
  };
  std::vector<Beside> beside = {};
  std::int64_t modified_ns = 0;  // since 1970, of the file of its bytes
  std::string made_with = {};    // toolchain() of another version that made it, and was kept; empty: that of this one
};

/// The segments of one job. The folder is the journal: what lies in it under the right fingerprint is done.
class SegmentFolder {
 public:
  /// Hears of a segment that is made again, because it was made of something else, or otherwise.
  using Replaced = std::function<void(const Segment& there, const Segment& wanted)>;

  /// `writer` is in the names of unfinished files: another for each process where several work in one folder, so that
  /// the same segment may be made twice at once. The last to finish it stays, and has the same bytes.
  explicit SegmentFolder(std::filesystem::path folder, std::string writer = {}, Replaced replaced = {});

  /// Writes the segment's bytes to `part` and puts what it has to say of the frames into the segment; and its files
  /// beside, each to beside_part(), with their suffix.
  using Make = std::function<void(const std::filesystem::path& part, Segment& segment)>;

  /// Returns the finished segment if its fingerprint is as wanted and its file still has the size, the time and, where
  /// one is recorded, the digest; else has it made and puts it in place. `wanted` comes without these. Several threads
  /// may do so with different names.
  Segment reuse_or_make(Segment wanted, const Make& make) const;

  std::optional<Segment> find(const Segment& wanted) const;

  /// The same of one that may have been let go.
  std::optional<Segment> find_record(const Segment& wanted) const;

  std::optional<Segment> record_of(const std::string& name) const;  // whatever its fingerprint
  Segment keep(Segment made) const;                                 // what lies at part(made.name) is whole
  void write_record(const Segment& segment) const;                  // of one whose files are as they were

  /// Takes the record away, so that the segment is made again.
  void forget(const Segment& segment) const;

  /// Takes the bytes away, not the record: they lie for good in what is being joined, or was.
  void let_go(const Segment& segment) const;

  /// The segments that were let go.
  std::vector<Segment> all_let_go() const;

  /// Gives what lies at part(made.name) its name, and the segment its record; what is beside it is there.
  Segment put_in_place(Segment made) const;

  std::filesystem::path part(const std::string& name) const { return folder_ / (name + writer_ + ".part"); }
  std::filesystem::path file(const Segment& segment) const { return folder_ / (segment.name + ".seg"); }
  std::filesystem::path beside_part(const Segment& segment, const std::string& suffix) const {
    return folder_ / (segment.name + '.' + suffix + writer_ + ".part");
  }
  std::filesystem::path beside(const Segment& segment, const std::string& suffix) const {
    return folder_ / (segment.name + '.' + suffix);
  }
  const std::filesystem::path& path() const { return folder_; }

 private:
  std::filesystem::path folder_;
  std::string writer_;
  Replaced replaced_;
};

/// `part` of the reel under the name of a step, not yet made.
Segment wanted_segment(const std::string& step, std::span<const std::int64_t> numbers, Range part,
                       const std::string& fingerprint);

}  // namespace tasma::pipeline
