#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tasma::codecs {

/// Bytes of a file, from its beginning; half open.
struct ByteRange {
  std::uint64_t begin = 0, end = 0;
  std::uint64_t length() const { return end - begin; }
  bool operator==(const ByteRange&) const = default;
};

/// Bytes that can be read at any place: an open file, or a file that lies in memory.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::uint64_t size() const = 0;

  /// How many bytes were there from `offset` on; fewer than asked for only at the end. Any thread may call it.
  virtual std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;

  /// All of the bytes, where they lie in memory; else empty.
  virtual std::span<const std::uint8_t> in_memory() const { return {}; }

  /// What messages call it; empty: it has no name.
  virtual std::string shown() const { return {}; }
};

/// Hands `sink` the bytes of `range` in blocks. Throws Error(io) if fewer are there.
void read_range(const ByteSource& source, ByteRange range,
                const std::function<void(std::span<const std::uint8_t>)>& sink);

/// A whole file that was read already; the bytes are the caller's and must stay.
class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) const override;
  std::span<const std::uint8_t> in_memory() const override { return bytes_; }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// What tells that a file is still the one it was.
struct FileStamp {
  std::uint64_t size = 0;        // bytes
  std::int64_t modified_ns = 0;  // since 1970
  bool operator==(const FileStamp&) const = default;
};
FileStamp stamp_of(const struct ::stat& status);

/// A regular file, open for reading only. A FIFO or a device in its place is refused and never waited for.
class InputFile final : public ByteSource {
 public:
  /// Throws Error: no_input, permission, io; material if it is no regular file.
  explicit InputFile(std::filesystem::path file);
  ~InputFile() override;
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::filesystem::path& path() const { return file_; }
  std::string shown() const override;
  std::uint64_t size() const override { return opened_.size; }  // when it was opened
  FileStamp opened() const { return opened_; }                  // when it was opened
  FileStamp now() const;

  /// Throws Error(io).
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) const override;

  /// Everything, `size()` bytes; fewer if the file has become shorter. Throws Error(io).
  std::vector<std::uint8_t> read_all() const;

 private:
  std::filesystem::path file_;
  int descriptor_;
  FileStamp opened_;
};

}  // namespace tasma::codecs
