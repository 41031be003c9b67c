#include "pipeline/framemd5.hpp"

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace {

/// Bytes of a picture in the pixel format that FFV1 uses for it: 8-bit colour is packed with four bytes a pixel.
std::int64_t raw_size(const StreamInfo& stream) {
  const std::int64_t pixels = static_cast<std::int64_t>(stream.size.width) * stream.size.height;
  if (stream.depth == 8) return stream.planes == 1 ? pixels : 4 * pixels;
  return pixels * stream.planes * 2;
}

}  // namespace

std::string framemd5_text(const StreamInfo& stream, const std::vector<FrameRecord>& frames) {
  const auto size = std::to_string(raw_size(stream));
  std::string text =
      "#format: frame checksums\n#version: 2\n#hash: MD5\n#software: tasma\n#tb 0: " + std::to_string(stream.rate.den) +
      '/' + std::to_string(stream.rate.num) +
      "\n#media_type 0: video\n#codec_id 0: rawvideo\n#dimensions 0: " + std::to_string(stream.size.width) + 'x' +
      std::to_string(stream.size.height) + "\n#sar 0: " + std::to_string(stream.pixel_aspect.num) + '/' +
      std::to_string(stream.pixel_aspect.den) + "\n#stream#, dts,        pts, duration,     size, hash\n";
  std::int64_t position = 0;
  for (const auto& frame : frames) {
    const auto pts = std::to_string(position++);
    const auto padded = std::string(pts.size() < 10 ? 10 - pts.size() : 0, ' ') + pts;
    text += "0, " + padded + ", " + padded + ",        1, " + std::string(size.size() < 8 ? 8 - size.size() : 0, ' ') +
            size + ", " + frame.samples_md5 + '\n';
  }
  return text;
}

std::vector<std::string> parse_framemd5(std::string_view text, const std::filesystem::path& file) {
  constexpr std::size_t digest_length = 32;
  std::vector<std::string> digests;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    const auto comma = line.rfind(", ");
    if (comma == line.npos || line.size() - comma - 2 != digest_length)
      throw Error(ExitCode::material, Message("T4085", "{1}: line {2} is no line of a framemd5 list",
                                              {printable(file), std::to_string(number)}));
    digests.emplace_back(line.substr(comma + 2));
  }
  return digests;
}

}  // namespace tasma::pipeline
