#include "codecs/settle.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {

void settle(const std::filesystem::path& file, Cache cache) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);  // a folder opens, too
  const bool settled = descriptor >= 0 && ::fsync(descriptor) == 0;
  const std::error_code cause(errno, std::generic_category());
  if (descriptor >= 0) {
    if (cache == Cache::drop) ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    ::close(descriptor);
  }
  if (!settled)
    throw Error(exit_code_of(cause),
                Message("T2448", "{1}: does not reach the disk: {2}", {printable(file), cause.message()}));
}

void begin_to_settle(const std::filesystem::path& file) noexcept {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);  // a failure shows again in fsync
  ::close(descriptor);
}

}  // namespace tasma::codecs
