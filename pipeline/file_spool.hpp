#pragma once

#include <fstream>
#include <memory>

#include "codecs/input_file.hpp"
#include "codecs/rawcooked.hpp"
#include "pipeline/core/frame.hpp"
#include "pipeline/segment.hpp"

namespace tasma::pipeline {

/// The source files of a segment's frames, spooled beside it while it is coded: NAME.files holds what samples do not
/// give back (a reversibility track of its own), NAME.whole the files they give nothing of. Both without names: those
/// stand in the inventory.
class FileSpool {
 public:
  FileSpool(const SegmentFolder& folder, Segment& segment);

  /// Frames in reel order; those without a file of their own leave nothing.
  void add(const Frame& frame);
  void finish();

 private:
  struct Track {
    std::ofstream stream;
    codecs::ReversibilityWriter writer;
    explicit Track(const std::filesystem::path& file);
  };
  Track& track(std::unique_ptr<Track>& wanted, const std::string& suffix);

  const SegmentFolder& folder_;
  Segment& segment_;
  std::unique_ptr<Track> files_, whole_;
};

/// What a FileSpool wrote, by the order of frames: of a segment under work, or of a finished one.
class SpooledFiles {
 public:
  enum class Of { part, finished };
  SpooledFiles(const SegmentFolder& folder, const Segment& segment, Of of);

  /// The file of the segment's frame `index`, from 0; nothing for a frame without one. Any thread. A file kept whole
  /// has its bytes in `remainder.inside`.
  std::optional<codecs::ReversibleFile> read(std::size_t index) const;

 private:
  struct Opened {
    std::unique_ptr<codecs::InputFile> file;
    std::unique_ptr<codecs::ReversibilityReader> reader;
  };
  static Opened open(const std::filesystem::path& file);

  const Segment& segment_;
  std::vector<std::size_t> place_;  // of each frame in its track
  Opened files_, whole_;
};

}  // namespace tasma::pipeline
