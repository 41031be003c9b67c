#pragma once

#include <vector>

#include "codecs/input_file.hpp"

namespace tasma::codecs {

/// Where a coded frame lies in a Matroska file: the data of a SimpleBlock without lacing (RFC 9559, 10.2), as
/// libavformat writes pictures.
struct MatroskaFrame {
  int track = 0;  // from 0
  ByteRange data;
};

/// The frames of a file, in order; also of one whose writing was interrupted: what follows the last whole Cluster, or
/// damage, is left out.
std::vector<MatroskaFrame> matroska_frames(const ByteSource& file);

}  // namespace tasma::codecs
