#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/source.hpp"
#include "pipeline/segment.hpp"

namespace tasma::pipeline {

/// The digests of a master's pictures in libav's framemd5 format, version 2: what
/// `ffmpeg -i MASTER -map 0:v:0 -f framemd5 -` prints, but for the line that names the software.
std::string framemd5_text(const StreamInfo& stream, const std::vector<FrameRecord>& frames);

/// The digests of such a list, in order. Throws Error(material) naming the line.
std::vector<std::string> parse_framemd5(std::string_view text, const std::filesystem::path& file);

}  // namespace tasma::pipeline
