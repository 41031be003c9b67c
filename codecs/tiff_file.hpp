#pragma once

#include <tiffio.h>

#include <cstdarg>
#include <cstdint>
#include <exception>
#include <string>
#include <vector>

#include "codecs/handle.hpp"
#include "codecs/input_file.hpp"

namespace tasma::codecs {

/// libtiff on bytes of ours: what it complains of is kept here, not printed, and what it allocates has a limit.
class TiffFile {
 public:
  /// For reading; `bytes` must outlive it. Afterwards handle() is null if libtiff finds no directory.
  explicit TiffFile(const ByteSource& bytes);

  /// For writing, into `written`.
  explicit TiffFile(std::vector<std::uint8_t>& written);

  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  TIFF* handle() const { return tiff_.get(); }

  /// What libtiff complained of first, in its English; empty: nothing. Throws what reading or writing the bytes threw,
  /// which cannot pass through libtiff itself.
  const std::string& first_error() const;

  /// A tag's value, or `otherwise` where it is missing and has no default.
  template <class T>
  T get(std::uint32_t tag, T otherwise) const {
    T value{};
    return TIFFGetFieldDefaulted(handle(), tag, &value) == 1 ? value : otherwise;
  }

 private:
  struct Stream {  // what libtiff's callbacks work on
    const ByteSource* source = nullptr;
    std::vector<std::uint8_t>* sink = nullptr;
    std::uint64_t position = 0;
    std::exception_ptr failure{};
  };
  void open(const char* mode, std::uint64_t memory_limit);
  static int note_error(TIFF*, void* user, const char* module, const char* format, va_list arguments);
  static tmsize_t read(thandle_t stream, void* into, tmsize_t size);
  static tmsize_t write(thandle_t stream, void* from, tmsize_t size);
  static toff_t seek(thandle_t stream, toff_t offset, int whence);
  static toff_t size(thandle_t stream);
  static int map(thandle_t stream, void** base, toff_t* size);

  Stream stream_;
  std::string first_error_;
  Handle<TIFF, TIFFClose> tiff_;  // last: closing may call back
};

}  // namespace tasma::codecs
