#include "codecs/lent_file.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <vector>

#include "codecs/matroska_attachments.hpp"
#include "pipeline/core/error.hpp"

extern "C" {
#include <libavutil/error.h>
#include <libavutil/mem.h>
}

namespace tasma::codecs {
namespace {

struct Lent {
  explicit Lent(const std::filesystem::path& path) : file(path) {}
  InputFile file;
  ByteRange hidden;                // begins with ...
  std::vector<std::uint8_t> head;  // ... this instead of what stands there; empty: nothing is hidden
  std::uint64_t at = 0;
  std::exception_ptr failure;  // the first

  int read(std::span<std::uint8_t> into) {
    const auto count = file.read(at, into);
    for (std::size_t i = 0; i < head.size(); ++i) {
      const auto place = hidden.begin + i;
      if (place >= at && place < at + count) into[place - at] = head[i];
    }
    at += count;
    return count == 0 ? AVERROR_EOF : static_cast<int>(count);
  }
};

int read(void* lent, std::uint8_t* into, int size) {
  auto& from = *static_cast<Lent*>(lent);
  try {
    return from.read({into, static_cast<std::size_t>(size)});
  } catch (const std::exception&) {
    if (!from.failure) from.failure = std::current_exception();
    return AVERROR(EIO);
  }
}

std::int64_t seek(void* opaque, std::int64_t offset, int whence) {
  auto& lent = *static_cast<Lent*>(opaque);
  const auto size = static_cast<std::int64_t>(lent.file.size());
  if ((whence & AVSEEK_SIZE) != 0) return size;
  whence &= ~AVSEEK_FORCE;
  const auto from = whence == SEEK_CUR ? static_cast<std::int64_t>(lent.at) : whence == SEEK_END ? size : 0;
  if (offset < -from) return AVERROR(EINVAL);
  lent.at = static_cast<std::uint64_t>(from + offset);
  return from + offset;
}

/// The head of a Void element as long as the whole of `element`. What is left of the old head is part of its data.
std::vector<std::uint8_t> void_head(ByteRange element, std::size_t old_head) {
  const auto size_bytes = std::min<std::size_t>(old_head - 1, 8);
  const auto size = element.length() - 1 - size_bytes;
  std::vector<std::uint8_t> head{static_cast<std::uint8_t>(EbmlId::filler)};
  const auto marked = size | std::uint64_t{1} << (7 * size_bytes);
  for (auto i = size_bytes; i-- > 0;) head.push_back(static_cast<std::uint8_t>(marked >> (8 * i)));
  return head;
}

}  // namespace

void free_lent(AVIOContext* lent) noexcept {
  if (lent == nullptr) return;
  delete static_cast<Lent*>(lent->opaque);
  av_freep(&lent->buffer);
  avio_context_free(&lent);
}

void rethrow_failure(const AVIOContext& lent) {
  if (const auto& failure = static_cast<const Lent*>(lent.opaque)->failure) std::rethrow_exception(failure);
}

LentFile lend_without_attachments(const std::filesystem::path& file) {
  auto lent = std::make_unique<Lent>(file);
  if (const auto attachments = MatroskaOutline(lent->file).attachments()) {
    const auto element = element_at(lent->file, *attachments);
    lent->hidden = *attachments;
    lent->head = void_head(*attachments, element->data - element->begin);
  }
  constexpr int buffer_size = 1 << 16;
  auto* const buffer = static_cast<unsigned char*>(av_malloc(buffer_size));
  auto* const made =
      buffer != nullptr ? avio_alloc_context(buffer, buffer_size, 0, lent.get(), read, nullptr, seek) : nullptr;
  if (made == nullptr) {
    av_free(buffer);
    throw std::bad_alloc();
  }
  static_cast<void>(lent.release());  // free_lent() deletes it
  return LentFile(made);
}

}  // namespace tasma::codecs
