#pragma once

#include <filesystem>
#include <optional>

#include "codecs/ffv1_record.hpp"
#include "codecs/libav.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {

/// A movie opened for reading, and its first picture stream.
struct MovieFile {
  /// Throws Error(material) if it is none. Formats that only point at other files (playlists) are not taken for movies.
  explicit MovieFile(const std::filesystem::path& file);

  const AVStream& picture() const { return *demuxer->streams[stream]; }

  std::filesystem::path path;
  Demuxer demuxer;
  int stream = 0;
};

/// Decodes the picture stream from the start, in order of presentation, single-threaded, so that every run gives the
/// same.
class MovieDecoder {
 public:
  explicit MovieDecoder(const std::filesystem::path& file);

  const MovieFile& file() const { return file_; }
  const AVCodecContext& codec() const { return *codec_; }

  /// Nothing at the end. Throws Error(material), naming the frame, if it does not decode cleanly.
  std::optional<Picture> next();

 private:
  Error damaged() const;
  bool feed();

  MovieFile file_;
  Codec codec_;
  std::optional<Ffv1Record> ffv1_;
  std::int64_t decoded_ = 0;
};

}  // namespace tasma::codecs
