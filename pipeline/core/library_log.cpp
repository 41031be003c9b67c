#include "pipeline/core/library_log.hpp"

#include <mutex>
#include <utility>

namespace tasma {
namespace {

struct Log {
  std::mutex one_at_a_time;
  LibrarySink sink;
};

Log& the_log() {
  static Log log;
  return log;
}

}  // namespace

void route_library_log(LibrarySink sink) {
  const std::lock_guard lock(the_log().one_at_a_time);
  the_log().sink = std::move(sink);
}

void tell_library_log(LibraryLevel level, std::string_view library, std::string_view text) {
  const std::lock_guard lock(the_log().one_at_a_time);
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (the_log().sink && !text.empty()) the_log().sink(level, library, text);
}

}  // namespace tasma
