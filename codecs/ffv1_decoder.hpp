#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codecs/ffv1_record.hpp"
#include "codecs/libav.hpp"
#include "codecs/pool.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::codecs {

/// Size, planes and depth of the pictures of an FFV1 stream. Throws Error(material) unless it is version 3, intact, and
/// grey or RGB.
StreamInfo ffv1_stream(Size size, std::span<const std::uint8_t> extradata);

/// Decodes FFV1 version 3, anybody's, packet by packet. libavcodec 5.1 decodes damaged slices with no word but in its
/// log, so their CRCs are checked before. Any thread may call it.
class Ffv1Decoder {
 public:
  Ffv1Decoder(Size size, std::vector<std::uint8_t> extradata);

  const StreamInfo& stream() const { return stream_; }  // size, planes, depth
  bool checked() const { return record_.checked; }      // whether slices have CRCs; without them damage may go unseen

  /// Throws Error(material) if the packet does not decode cleanly to a picture of the stream's size and depth.
  Image decode(std::span<const std::uint8_t> packet) const;

 private:
  Codec open() const;

  std::vector<std::uint8_t> extradata_;
  Ffv1Record record_;
  StreamInfo stream_;
  mutable Pool<Codec> idle_;
};

}  // namespace tasma::codecs
