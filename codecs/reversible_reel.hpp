#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "codecs/rawcooked.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// What the reversibility data in `master` (RAWcooked's, or ours) tells of the scan: names and numbers of the frames,
/// and all that their headers say, as their folder would tell it; names of the sounds. `picture` gives size, planes and
/// depth of the `frames` pictures. Times and digests are not in the data. Nothing: there is no such data, or its files
/// are not the pictures one by one. Throws Error(material) where the data is damaged, Error(io).
std::optional<Inventory> read_reversible_reel(const std::filesystem::path& master, const StreamInfo& picture,
                                              std::int64_t frames, const ScanFacts& said);

/// Which files of the first track of a master's data its frames are, by position. Nothing: the frame stands in for a
/// gap, or its file is kept whole. In a master that says no digests (RAWcooked's) each frame is a file.
std::vector<std::optional<std::size_t>> files_of_frames(const std::vector<FrameEntry>& frames);

/// What a master keeps of its DPX frames' files before their pictures.
class KeptHeads {
 public:
  /// Throws Error(material) where the data is damaged, Error(io).
  KeptHeads(const std::filesystem::path& master, const std::vector<FrameEntry>& frames);

  /// Of the frame's file; empty where that is no DPX or the master does not have it. Any thread may ask.
  std::vector<std::uint8_t> read(std::int64_t position) const;

 private:
  InputFile file_;
  std::vector<std::optional<std::size_t>> at_;
  std::unique_ptr<ReversibilityReader> data_;  // null: there is none that fits the frames
};

}  // namespace tasma::codecs
