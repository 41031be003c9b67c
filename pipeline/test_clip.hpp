#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "pipeline/core/scan.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// What is sent ahead of a film, to find out whether a hall plays it: sixty seconds of the film's rate, shape and
/// channels. Grey steps and near blacks, a line around the picture; a white frame with a beep in every channel but LFE
/// at 1 s and every 5 s after; in each language of the film's subtitles (none: English) a cue in each of the region's.
struct TestClip {
  Job job;
  std::unique_ptr<Scan> scan;
  std::vector<SoundInfo> sounds;
};

/// What the clip of a film is called.
std::string test_clip_name(const std::string& film);

/// What an estimate needs to know of the clip of a film: its frames, as large as the scan's. Nothing is read or drawn.
Inventory test_clip_outline(const StreamInfo& film);

/// Its sound and subtitles are written into `folder`. The same film gives the same clip. Throws what picture_area() and
/// subtitle_languages() throw.
TestClip make_test_clip(const Job& job, std::span<const std::unique_ptr<Scan>> reels,
                        const std::filesystem::path& folder);

}  // namespace tasma::pipeline
