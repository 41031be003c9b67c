#pragma once

#include <filesystem>

#include "codecs/libav.hpp"

namespace tasma::codecs {

/// One sound track of any file libav reads, packet by packet and decoded. One thread at a time.
class SoundDecoder {
 public:
  /// `track` counts sound tracks from 0. Throws Error: material if there is no such track, no_input, permission, io.
  explicit SoundDecoder(const std::filesystem::path& file, std::size_t track = 0);

  const AVStream& stream() const { return *demuxer_->streams[stream_]; }

  /// The next packet of the track; false at the end. What it holds is replaced.
  bool next_packet(AVPacket& packet);

  /// The next decoded block; false at the end. A damaged packet is an Error(material).
  bool next(AVFrame& block);

 private:
  std::filesystem::path file_;
  Demuxer demuxer_;
  int stream_ = -1;
  Codec codec_;
};

}  // namespace tasma::codecs
