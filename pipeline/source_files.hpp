#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "codecs/input_file.hpp"
#include "codecs/matroska_attachments.hpp"
#include "codecs/rawcooked.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/core/scan.hpp"
#include "pipeline/flow.hpp"

namespace tasma::pipeline {

/// A file of the scan as its master gives it back.
struct ReturnedFile {
  std::string name;                         // relative to the scan, '/' between folders; any bytes, never outside
  std::optional<std::int64_t> modified_ns;  // since 1970; nothing: not recorded (RAWcooked)

  /// Hands its bytes to a sink, piece by piece, and returns their digest. Throws Error(material) at the end if they are
  /// not those of the source.
  std::function<Sha256(const std::function<void(std::span<const std::uint8_t>)>&)> produce;
};

/// What is wanted of a master's files, and by whom.
struct Order {
  enum class Kind { frame, sound, other };
  Range part;                                     // frames; other files only where it is the whole reel
  std::function<void(const ReturnedFile&)> take;  // on any thread
  std::function<bool(Kind, const std::string& name)> wanted = {};  // null: all. `name` is the one relative to the scan

  /// Where there is one, every frame of the part is decoded and shown to it, also one without a file.
  std::function<void(const Frame&)> look = {};

  /// Where there is one, what is damaged is told to it, with the frame's number, and the rest goes on.
  std::function<void(std::optional<std::int64_t> frame, const Error&)> damaged = {};
};

/// The files of the scan that a preservation master, ours or RAWcooked's, gives back.
class SourceFiles {
 public:
  /// `scan` is the master, opened, and outlives this. Throws Error(material) if it holds nothing to give files back.
  explicit SourceFiles(const Scan& scan);

  /// Gives what is ordered: frames first, those kept whole behind the others, then all else. Frames that stand in for a
  /// gap have no file. Throws Error(material) also where a file is missing, there twice, or unknown to the master's
  /// record.
  void give(const Order& order, const Flow& flow, Observer& observer) const;

 private:
  using Sink = std::function<void(std::span<const std::uint8_t>)>;
  using Take = std::function<void(const ReturnedFile&)>;
  const Inventory& inventory() const { return scan_.inventory(); }
  bool is_whole_reel(Range part) const { return part == Range{0, std::ssize(at_)}; }
  std::string below_scan(const std::string& name) const;
  void give_frames(const Order& order, const Take& take, const Flow& flow, Observer& observer) const;
  void give_frame(const Frame& frame, const Take& take) const;
  void give_whole(const Order& order, const Take& take) const;
  void give_whole(const codecs::ReversibleFile& file, const Sink& sink) const;
  void give_sounds(const Order& order, const Take& take) const;
  ReturnedFile file_of(const codecs::ReversibleFile& file, std::function<void(const Sink&)> produce) const;

  struct Recorded {
    Sha256 digest;
    std::int64_t modified_ns = 0;
  };

  const Scan& scan_;
  codecs::InputFile file_;
  codecs::MatroskaOutline outline_;
  std::unique_ptr<codecs::ReversibilityReader> reader_;
  bool ours_ = false;                                 // the record knows every file
  std::map<std::string, Recorded> recorded_;          // by name below the scan
  std::map<std::string, std::int64_t> whole_frames_;  // position, by name
  std::string folder_;                                // that all names begin with, "SCAN/"; left out
  std::vector<std::optional<std::size_t>> at_;        // by position: the frame's place in its track
};

}  // namespace tasma::pipeline
