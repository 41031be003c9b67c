#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "codecs/input_file.hpp"
#include "codecs/rawcooked.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/flow.hpp"

namespace tasma::pipeline {

/// A file of the scan as its master gives it back.
struct ReturnedFile {
  std::string name;                         // relative to the scan, '/' between folders; any bytes, never outside
  std::optional<std::int64_t> modified_ns;  // since 1970; nothing: not recorded (RAWcooked)

  /// Hands its bytes to a sink, piece by piece. Throws Error(material) at the end if they are not those of the source.
  std::function<void(const std::function<void(std::span<const std::uint8_t>)>&)> produce;
};

/// The files of the scan that a preservation master, ours or RAWcooked's, gives back.
class SourceFiles {
 public:
  /// `scan` is the master, opened, and outlives this. Throws Error(material) if it holds nothing to give files back.
  explicit SourceFiles(const Scan& scan);

  using Take = std::function<void(const ReturnedFile&)>;

  /// Hands every file to `take`: frames of `part` on any thread, those kept whole behind the others; then, if `part` is
  /// the whole reel, all else. Frames that stand in for a gap have no file. Throws Error(material) also where a file is
  /// missing, there twice, or unknown to the master's record.
  void for_each(Range part, const Flow& flow, Observer& observer, const Take& take) const;

  /// Those alone that do not come back from pictures.
  void for_each_other(const Take& take) const;

 private:
  const Inventory& inventory() const { return scan_.inventory(); }
  std::string below_scan(const std::string& name) const;
  void give_frame(const Frame& frame, const Take& take) const;
  void give_whole(const Take& take, const std::set<std::string>* wanted) const;
  void give_sounds(const Take& take) const;
  ReturnedFile file_of(const codecs::ReversibleFile& file,
                       std::function<void(const std::function<void(std::span<const std::uint8_t>)>&)> produce) const;

  struct Recorded {
    Sha256 digest;
    std::int64_t modified_ns = 0;
  };

  const Scan& scan_;
  codecs::InputFile file_;
  std::unique_ptr<codecs::ReversibilityReader> reader_;
  bool ours_ = false;                           // the record knows every file
  std::map<std::string, Recorded> recorded_;    // by name below the scan
  std::string folder_;                          // that all names begin with, "SCAN/"; left out
  std::vector<std::optional<std::size_t>> at_;  // by position: the frame's place in its track
};

}  // namespace tasma::pipeline
