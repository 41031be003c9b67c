#pragma once

#include <vector>

#include "codecs/input_file.hpp"

namespace tasma::codecs {

/// Where the coded frames of a Matroska file lie, of all tracks, in order: the data of SimpleBlocks without lacing
/// (RFC 9559, 10.2), as libavformat writes pictures and sound. Also of a file whose writing was interrupted: what
/// follows the last whole Cluster, or damage, is left out.
std::vector<ByteRange> matroska_frames(const ByteSource& file);

}  // namespace tasma::codecs
