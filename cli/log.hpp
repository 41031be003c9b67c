#pragma once

#include <filesystem>
#include <string_view>

namespace tasma::cli {

/// `--log`: what happens, appended to a file, one JSON object a line, schema tasma.log/1 (docs/logs.md). Not
/// thread-safe; the reporter guards it.
class Log {
 public:
  /// Opens or makes the file. Throws Error(no_output, permission).
  explicit Log(const std::filesystem::path& file);
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  ~Log();

  /// False when the line could not be written; the work goes on without.
  /// `id` is that of a message of ours, `library` the one that spoke; either may be empty.
  bool write(std::string_view level, std::string_view id, std::string_view library, std::string_view text);

 private:
  int descriptor_;
};

}  // namespace tasma::cli
