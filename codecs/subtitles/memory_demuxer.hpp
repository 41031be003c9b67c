#pragma once

#include <string>
#include <string_view>

#include "codecs/libav.hpp"

namespace tasma::codecs::subtitles {

/// A demuxer of libav over a text in memory, its header read.
class MemoryDemuxer {
 public:
  /// `format` is libav's name of the only format it may be of; `text` must stay. Throws Error(material).
  MemoryDemuxer(const std::string& text, const char* format, const std::string& shown);
  MemoryDemuxer(const MemoryDemuxer&) = delete;
  MemoryDemuxer& operator=(const MemoryDemuxer&) = delete;

  AVFormatContext& demuxer() const { return *demuxer_; }

 private:
  static void free_io(AVIOContext* io) noexcept;
  static void close(AVFormatContext* demuxer) noexcept;  // leaves the io open
  static int read(void* self, std::uint8_t* into, int size);
  static std::int64_t seek(void* self, std::int64_t offset, int whence);

  std::string_view text_;
  std::size_t at_ = 0;
  Handle<AVIOContext, free_io> io_;
  Handle<AVFormatContext, close> demuxer_;
};

}  // namespace tasma::codecs::subtitles
