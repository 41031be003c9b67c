#include <libintl.h>
#include <malloc.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <limits>

#include "cli/descriptor.hpp"
#include "cli/failure.hpp"
#include "cli/program.hpp"
#include "cli/stop.hpp"
#include "cli/text.hpp"

namespace {

using namespace tasma;

/// The variables that concern tasma: its own.
std::map<std::string, std::string> own_environment() {
  std::map<std::string, std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (const auto equals = text.find('='); text.starts_with("TASMA_") && equals != text.npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The translations installed with the program, whose folder may have been moved; empty where /proc does not tell.
std::string installed_translations() {
  std::error_code failure;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure);
  return failure ? std::string() : (program.parent_path() / TASMA_LOCALE_FROM_PROGRAM).string();
}

/// Words and letters of the person's locale; numbers stay as in C, or files would depend on who made them.
void choose_language(const std::string& language) {
  std::setlocale(LC_CTYPE, "");
  const char* messages = std::setlocale(LC_MESSAGES, "");
  if (!language.empty()) {
    setenv("LANGUAGE", language.c_str(), 1);
    // In the C locale gettext does not look at LANGUAGE.
    if (messages == nullptr || std::strcmp(messages, "C") == 0 || std::strcmp(messages, "POSIX") == 0)
      std::setlocale(LC_MESSAGES, "C.UTF-8");
  }
  std::string folder(variable("TASMA_LOCALE_DIR"));
  if (folder.empty()) folder = installed_translations();
  if (!folder.empty()) bindtextdomain("tasma", folder.c_str());
  bind_textdomain_codeset("tasma", "UTF-8");
  textdomain("tasma");
}

cli::Terminal standard_error() {
  const bool live = isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb" && !variable("TERM").empty();
  return {live, live && variable("NO_COLOR").empty(), [] {
            winsize window{};
            const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
            return known ? std::size_t{window.ws_col} : std::size_t{80};
          }};
}

/// A reader that has seen enough (`tasma inspect ... | head`) is no failure; a full disk is.
ExitCode after_printing(ExitCode code, std::ostream& out, const cli::DescriptorBuffer& buffer, std::ostream& err) {
  out.flush();
  if (buffer.error() == 0 || buffer.error() == EPIPE) return code;
  const auto message =
      Message("T1080", "the result could not be written to standard output: {1}", {std::strerror(buffer.error())});
  err << "tasma: " << message.id << ": " << cli::translated(message) << std::endl;
  return code == ExitCode::ok || code == ExitCode::findings ? ExitCode::io : code;
}

[[noreturn]] void end_with_a_bug() {
  constexpr std::string_view words = "tasma: a bug of ours, please report it\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, words.data(), words.size());
  _exit(static_cast<int>(ExitCode::bug));
}

/// What fails before there is a run: no thread can be started, no memory is left.
int end_early() {
  const auto failure = cli::explain_failure();
  const auto words = "tasma: " + failure.message.id + ": " + cli::translated(failure.message) + '\n';
  [[maybe_unused]] const auto written = write(STDERR_FILENO, words.data(), words.size());
  return static_cast<int>(failure.code);
}

std::string last_words() {
  const auto message =
      Message("T1081", "stopped in the middle; nothing unfinished has a final name, the same command goes on");
  return "\ntasma: " + message.id + ": " + cli::translated(message) + '\n';
}

/// Frames come and go by the dozen of MiB. What is freed stays ours: asking the system for it again costs a fault for
/// every page, a fifth of the time that coding takes. One heap, or each thread would keep such a store of its own. It
/// begins where the system is asked for large pages: that is address space, not memory, until it is used.
void keep_memory() {
  if (mallopt(M_ARENA_MAX, 1) == 0) return;  // not glibc's heap but a sanitizer's
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, 64 << 20);
  constexpr std::size_t room = std::size_t{15} << 27, large_page = std::size_t{2} << 20;  // less than is trimmed
  void* begin = std::malloc(room);
  std::size_t left = room;
  if (void* aligned = begin; begin && std::align(large_page, large_page, aligned, left))
    madvise(aligned, left, MADV_HUGEPAGE);  // without them it is slower, no more
  std::free(begin);
}

}  // namespace

int main(int count, char** words) try {
  keep_memory();
  std::set_terminate(end_with_a_bug);
  std::signal(SIGPIPE, SIG_IGN);
  cli::occupy_standard_descriptors();
  cli::DescriptorBuffer out_buffer(STDOUT_FILENO), err_buffer(STDERR_FILENO);
  std::ostream out(&out_buffer), err(&err_buffer);
  const std::vector<std::string> given(words + (count > 0), words + count);
  const auto environment = own_environment();
  choose_language(cli::language_of(given, environment));
  const cli::StopSignals signals(last_words());
  const auto code = cli::run_program(given, {out, err, standard_error(), environment, cli::StopSignals::signal});
  const auto ended = after_printing(code, out, out_buffer, err);
  err.flush();
  return static_cast<int>(ended);
} catch (...) {
  return end_early();
}
