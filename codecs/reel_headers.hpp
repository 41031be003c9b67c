#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "codecs/still.hpp"

#include "pipeline/core/finding.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// What the headers of a reel's frames say together.
struct ReelHeaders {
  StreamInfo stream;  // of what most frames have in common; rate, transfer and aspect 0 or unknown where none says
  std::vector<Finding> findings;
};

/// The header of one frame's file, wherever that lies.
using HeaderOf = std::function<StillHeader(const FrameEntry&)>;

/// The header of a frame as a file of its own; unexpected_flavour where it is larger than any frame. Throws Error(io,
/// permission, no_input) if it cannot be read.
StillHeader header_of_file(const std::filesystem::path& file);

/// Reads the header of every frame that is not missing and completes the entries: state, timecode, keycode, header.
/// Frames that agree share one HeaderFacts; fields that differ from frame to frame (creation time, say) stand
/// in it as "first ... last".
///
/// Findings: empty_file, invalid_header, missing_bytes (by `damaged` a remark, and the frame is marked, or a refusal);
/// unexpected_flavour; unexpected_size, unexpected_depth, unexpected_layout against what most frames have (a refusal;
/// a mere difference of packing, compression or endianness is a remark); mismatched_rate, incorrect_header where
/// headers contradict each other; invalid_header for the reel if no frame can be read. Throws what `header_of` throws.
ReelHeaders read_reel_headers(const HeaderOf& header_of, Damaged damaged, std::vector<FrameEntry>& frames);

/// Settles rate, transfer and shape of pixels of `inventory.stream`: what was said stands over the header, the header
/// over what is usual. Findings: mismatched_rate, missing_rate, incorrect_header; each difference is told.
void settle_stream(Inventory& inventory);

}  // namespace tasma::codecs
