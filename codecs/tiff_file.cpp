#include "codecs/tiff_file.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <new>

#include "pipeline/core/library_log.hpp"

namespace tasma::codecs {
namespace {

std::string words(const char* format, va_list arguments) {
  std::array<char, 256> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  return text.data();
}

}  // namespace

TiffFile::TiffFile(const ByteSource& bytes) : stream_{.source = &bytes} {
  // Tables of strips are the largest thing libtiff holds: 8 bytes for an entry that takes 2 in the file.
  open("rc", 4 * bytes.size() + (1U << 20));  // c: strips as they are, not chopped
}

TiffFile::TiffFile(std::vector<std::uint8_t>& written) : stream_{.sink = &written} { open("wl", 0); }

void TiffFile::open(const char* mode, std::uint64_t memory_limit) {
  const Handle<TIFFOpenOptions, TIFFOpenOptionsFree> options(TIFFOpenOptionsAlloc());
  if (!options) throw std::bad_alloc();
  const auto largest = static_cast<std::uint64_t>(std::numeric_limits<tmsize_t>::max());
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(std::min(memory_limit, largest)));
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), note_error, this);
  TIFFOpenOptionsSetWarningHandlerExtR(
      options.get(),
      [](TIFF*, void*, const char*, const char* format, va_list arguments) {
        tell_library_log(LibraryLevel::warning, "libtiff", words(format, arguments));
        return 1;
      },
      nullptr);
  tiff_.reset(TIFFClientOpenExt(
      "TIFF", mode, &stream_, read, write, seek, [](thandle_t) { return 0; }, size, map,
      [](thandle_t, void*, toff_t) {}, options.get()));
}

int TiffFile::note_error(TIFF*, void* user, const char*, const char* format, va_list arguments) {
  auto& first = static_cast<TiffFile*>(user)->first_error_;
  const auto text = words(format, arguments);
  if (first.empty()) first = text;
  tell_library_log(LibraryLevel::error, "libtiff", text);
  return 1;  // handled: not printed
}

const std::string& TiffFile::first_error() const {
  if (stream_.failure) std::rethrow_exception(stream_.failure);
  return first_error_;
}

tmsize_t TiffFile::read(thandle_t handle, void* into, tmsize_t size) {
  auto& stream = *static_cast<Stream*>(handle);
  if (size <= 0) return 0;
  const std::span bytes(static_cast<std::uint8_t*>(into), static_cast<std::size_t>(size));
  try {
    // Without a source libtiff reads back what it wrote.
    const auto count = stream.source != nullptr ? stream.source->read(stream.position, bytes)
                                                : MemoryBytes(*stream.sink).read(stream.position, bytes);
    stream.position += count;
    return static_cast<tmsize_t>(count);
  } catch (...) {
    stream.failure = std::current_exception();
    return -1;
  }
}

tmsize_t TiffFile::write(thandle_t handle, void* from, tmsize_t size) {
  auto& stream = *static_cast<Stream*>(handle);
  if (stream.sink == nullptr || size < 0) return -1;
  try {
    const auto count = static_cast<std::size_t>(size);
    auto& bytes = *stream.sink;
    if (bytes.size() < stream.position + count) bytes.resize(stream.position + count);
    std::copy_n(static_cast<const std::uint8_t*>(from), count, bytes.data() + stream.position);
    stream.position += count;
    return size;
  } catch (...) {
    stream.failure = std::current_exception();
    return -1;
  }
}

toff_t TiffFile::seek(thandle_t handle, toff_t offset, int whence) {
  auto& stream = *static_cast<Stream*>(handle);
  const auto base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? stream.position : size(handle);
  return stream.position = base + offset;
}

toff_t TiffFile::size(thandle_t handle) {
  const auto& stream = *static_cast<Stream*>(handle);
  return stream.source != nullptr ? stream.source->size() : stream.sink->size();
}

int TiffFile::map(thandle_t handle, void** base, toff_t* size) {
  const auto& stream = *static_cast<Stream*>(handle);
  if (stream.source == nullptr || stream.source->in_memory().empty()) return 0;
  const auto bytes = stream.source->in_memory();
  *base = const_cast<std::uint8_t*>(bytes.data());  // libtiff only reads from a mapping opened for reading
  *size = bytes.size();
  return 1;
}

}  // namespace tasma::codecs
