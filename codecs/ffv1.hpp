#pragma once

#include <memory>

#include "codecs/matroska.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::codecs {

/// FFV1 version 3.4 (RFC 9043), g=1, range coder, context 0, slice CRCs; 16 slices, 64 at 4K, 4 below 64 px; one thread
/// a context. Contexts are made when a thread needs one and kept: as many encoders and decoders as threads that ever
/// called at once. Depths 8, 10, 12 and 16 with 1, 3 or 4 planes, and 1 plane of 9; others, and pictures
/// of less than 3x3 pixels: Error(material).
/// Decoding checks the slice CRCs and reports every error of the decoder.
std::unique_ptr<FrameCodec> make_ffv1(const StreamInfo& stream);

/// The track of such pictures for the Matroska writer, with the private data that every encoder above has; timecode as
/// the tag TIMECODE.
Track ffv1_track(const StreamInfo& stream);

/// Memory that one encoder and one decoder hold at this size, about; bytes (libavcodec's worst-case packets).
std::uint64_t ffv1_memory(const StreamInfo& stream);

}  // namespace tasma::codecs
