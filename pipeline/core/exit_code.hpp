#pragma once

#include <system_error>

namespace tasma {

/// How tasma ends. The numbers are what the shell sees, fixed for good; there are no others, and 1 is never ours.
enum class ExitCode {
  ok = 0,
  usage = 2,          // command line or job file wrong
  findings = 3,       // done, with findings a person must see
  some_failed = 4,    // batch; the JSON says which and why
  material = 65,      // refused or damaged; verification failed
  no_input = 66,      // no such input
  bug = 70,           // of ours
  no_output = 73,     // cannot be made, or exists
  io = 74,            // I/O, space or memory failed
  try_later = 75,     // locked, still being copied, waiting for an answer, stopped as planned with work left
  permission = 77,    // or a refused path
  interrupted = 130,  // by SIGINT, resumable
  terminated = 143,   // by SIGTERM or SIGHUP, resumable
};

/// What an error of the system means for the shell.
inline ExitCode exit_code_of(const std::error_code& cause) {
  using enum std::errc;
  if (cause == permission_denied || cause == operation_not_permitted) return ExitCode::permission;
  if (cause == no_such_file_or_directory || cause == not_a_directory) return ExitCode::no_input;
  if (cause == file_exists || cause == read_only_file_system) return ExitCode::no_output;
  return ExitCode::io;
}

}  // namespace tasma
