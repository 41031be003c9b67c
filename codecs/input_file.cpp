#include "codecs/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  const std::error_code cause(errno, std::generic_category());
  throw Error(exit_code_of(cause), Message("T2300", "{1}: cannot be read: {2}", {printable(file), cause.message()}));
}

}  // namespace

FileStamp stamp_of(const struct stat& status) {
  return {static_cast<std::uint64_t>(status.st_size),
          static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec};
}

std::size_t MemoryBytes::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  if (offset >= bytes_.size()) return 0;
  const auto count = std::min<std::uint64_t>(into.size(), bytes_.size() - offset);
  std::copy_n(bytes_.data() + offset, count, into.data());
  return count;
}

void read_range(const ByteSource& source, ByteRange range,
                const std::function<void(std::span<const std::uint8_t>)>& sink) {
  std::vector<std::uint8_t> block(std::min<std::uint64_t>(range.length(), std::uint64_t{1} << 20));
  while (range.begin < range.end) {
    const auto wanted = std::span(block).first(std::min<std::uint64_t>(block.size(), range.length()));
    const auto count = source.read(range.begin, wanted);
    if (count == 0)
      throw Error(ExitCode::io,
                  Message("T2520", "{1}: has become shorter while it was read: byte {2} is missing; run again",
                          {source.shown(), std::to_string(range.begin)}));
    sink(wanted.first(count));
    range.begin += count;
  }
}

InputFile::InputFile(std::filesystem::path file)
    : file_(std::move(file)), descriptor_(::open(file_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (descriptor_ < 0) fail(file_);
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0) {
    ::close(descriptor_);
    fail(file_);
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw Error(ExitCode::material, Message("T2301", "{1}: is no regular file; give a file", {printable(file_)}));
  }
  opened_ = stamp_of(status);
}

InputFile::~InputFile() { ::close(descriptor_); }

std::string InputFile::shown() const { return printable(file_); }

FileStamp InputFile::now() const {
  struct stat status = {};
  if (::fstat(descriptor_, &status) != 0) fail(file_);
  return stamp_of(status);
}

std::size_t InputFile::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const auto count = ::pread(descriptor_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(file_);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::vector<std::uint8_t> InputFile::read_all() const {
  std::vector<std::uint8_t> bytes(opened_.size);
  bytes.resize(read(0, bytes));
  return bytes;
}

}  // namespace tasma::codecs
