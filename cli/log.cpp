#include "cli/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>

#include "cli/text.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/utc.hpp"

namespace tasma::cli {
namespace {

/// "2024-05-31T12:00:00.123Z"
std::string now_utc() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
  auto text = utc(ms / 1000);
  return text.insert(text.size() - 1, '.' + std::to_string(ms % 1000 + 1000).substr(1));
}

}  // namespace

Log::Log(const std::filesystem::path& file)
    : descriptor_(open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666)) {
  if (descriptor_ >= 0) return;
  const std::error_code cause(errno, std::generic_category());
  throw Error(
      cause == std::errc::permission_denied ? ExitCode::permission : ExitCode::no_output,
      Message("T1050", "{1}: the log cannot be opened: {2}; give another --log", {file.string(), cause.message()}));
}

Log::~Log() { close(descriptor_); }

bool Log::write(std::string_view level, std::string_view id, std::string_view library, std::string_view text) {
  auto line = R"({"schema":"tasma.log/1","time":)" + json_string(now_utc()) + R"(,"level":)" + json_string(level);
  if (!id.empty()) line += R"(,"id":)" + json_string(id);
  if (!library.empty()) line += R"(,"library":)" + json_string(library);
  line += R"(,"text":)" + json_string(text) + "}\n";
  // One call a line: several processes may append to one log.
  return ::write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace tasma::cli
