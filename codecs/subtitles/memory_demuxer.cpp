#include "codecs/subtitles/memory_demuxer.hpp"

#include <algorithm>

namespace tasma::codecs::subtitles {

MemoryDemuxer::MemoryDemuxer(const std::string& text, const char* format, const std::string& shown) : text_(text) {
  constexpr int block = 4096;  // bytes
  auto* const buffer = av_made(static_cast<std::uint8_t*>(av_malloc(block)));
  io_.reset(avio_alloc_context(buffer, block, 0, this, read, nullptr, seek));
  if (!io_) av_free(buffer);
  auto* demuxer = av_made(avformat_alloc_context());
  demuxer->pb = av_made(io_.get());
  const int result = avformat_open_input(&demuxer, nullptr, av_find_input_format(format), nullptr);  // frees it if < 0
  av_check(result, shown, "reading subtitles");
  demuxer_.reset(demuxer);
}

void MemoryDemuxer::free_io(AVIOContext* io) noexcept {
  av_freep(&io->buffer);
  avio_context_free(&io);
}

void MemoryDemuxer::close(AVFormatContext* demuxer) noexcept { avformat_close_input(&demuxer); }

int MemoryDemuxer::read(void* self, std::uint8_t* into, int size) {
  auto& memory = *static_cast<MemoryDemuxer*>(self);
  const auto some = memory.text_.substr(memory.at_, static_cast<std::size_t>(size));
  if (some.empty()) return AVERROR_EOF;
  std::ranges::copy(some, into);
  memory.at_ += some.size();
  return static_cast<int>(some.size());
}

std::int64_t MemoryDemuxer::seek(void* self, std::int64_t offset, int whence) {
  auto& memory = *static_cast<MemoryDemuxer*>(self);
  const auto size = static_cast<std::int64_t>(memory.text_.size());
  if (whence == AVSEEK_SIZE) return size;
  if (whence == SEEK_CUR) offset += static_cast<std::int64_t>(memory.at_);
  if (whence == SEEK_END) offset += size;
  if (offset < 0 || offset > size) return AVERROR(EINVAL);
  memory.at_ = static_cast<std::size_t>(offset);
  return offset;
}

}  // namespace tasma::codecs::subtitles
