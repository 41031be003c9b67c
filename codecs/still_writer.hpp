#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// Makes files of restored pictures, under the scan's own names (another suffix where the format differs).
///
/// DPX   with the header of the source's own file, its samples replaced; needs a scan of DPX frames, or a master that
///       gives them back, and throws Error(material) for any other.
/// TIFF  16 bits, uncompressed; what the source's header said about the picture is carried.
/// A place without a file of its own is called as its neighbours are (a gap), or after the scan and its number (a
/// movie's frame). The scan outlives this. Any thread may encode any frame; the same picture gives the same bytes.
class StillWriter {
 public:
  enum class Format { dpx, tiff };
  StillWriter(const Scan& scan, Format format);

  std::string name(std::int64_t position) const;
  std::vector<std::uint8_t> encode(std::int64_t position, const Image& image) const;

 private:
  const FrameEntry& entry(std::int64_t position) const;

  const Scan& scan_;
  Format format_;
};

}  // namespace tasma::codecs
