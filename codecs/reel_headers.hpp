#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/core/finding.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// What the headers of a reel's frames say together.
struct ReelHeaders {
  StreamInfo stream;  // of what most frames have in common; rate, transfer and aspect 0 or unknown where none says
  std::vector<Finding> findings;
};

/// Reads the header of every frame that has a file in `folder` and completes the entries: state, timecode, keycode,
/// header. Frames that agree share one HeaderFacts; fields that differ from frame to frame (creation time, say) stand
/// in it as "first ... last".
///
/// Findings: empty_file, invalid_header, missing_bytes (by `damaged` a remark, and the frame is marked, or a refusal);
/// unexpected_flavour; unexpected_size, unexpected_depth, unexpected_layout against what most frames have (a refusal;
/// a mere difference of packing, compression or endianness is a remark); mismatched_rate, incorrect_header where
/// headers contradict each other; invalid_header for the reel if no frame can be read. Throws Error(io, permission,
/// no_input) if a file cannot be read.
ReelHeaders read_reel_headers(const std::filesystem::path& folder, Damaged damaged, std::vector<FrameEntry>& frames);

}  // namespace tasma::codecs
