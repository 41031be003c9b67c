#include "cli/stop.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace tasma::cli {
namespace {

std::atomic<int> patience_ms = 1800;

std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler stores it");
std::array<int, 2> pipe_ends{-1, -1};  // the handler and the destructor write, the watchdog reads

void on_signal(int number) {
  const int errno_before = errno;
  int none = 0;
  first_signal.compare_exchange_strong(none, number == SIGHUP ? SIGTERM : number);
  const char byte = 's';
  [[maybe_unused]] const auto written = write(pipe_ends[1], &byte, 1);  // full: enough is in it
  errno = errno_before;
}

/// The next byte of the pipe; 0 when the time is over.
char next_byte(int timeout_ms) {
  pollfd waiting{pipe_ends[0], POLLIN, 0};
  char byte = 0;
  int ready = 0;
  do ready = poll(&waiting, 1, timeout_ms);
  while (ready < 0 && errno == EINTR);
  return ready > 0 && read(pipe_ends[0], &byte, 1) == 1 ? byte : '\0';
}

void handle(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // or reads in libraries fail with EINTR before the run can stop in good order
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction before {};
  sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);  // nohup: the terminal may go
}

}  // namespace

StopSignals::StopSignals(std::string last_words) : last_words_(std::move(last_words)) {
  first_signal = 0;
  patience_ms = 1800;
  if (pipe2(pipe_ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  // The handlers run on other threads: the watchdog must not be the one that a blocked handler waits for.
  sigset_t ours;
  sigemptyset(&ours);
  sigaddset(&ours, SIGINT);
  sigaddset(&ours, SIGTERM);
  sigaddset(&ours, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &ours, nullptr);
  watchdog_ = std::thread([this] { watch(); });
  handle(on_signal);
  pthread_sigmask(SIG_UNBLOCK, &ours, nullptr);  // also where whoever started this process had them blocked
}

StopSignals::~StopSignals() {
  handle(SIG_IGN);  // the exit code is decided
  const char byte = 'q';
  [[maybe_unused]] const auto written = write(pipe_ends[1], &byte, 1);
  watchdog_.join();
  for (const int end : pipe_ends) close(end);
}

void StopSignals::allow(std::chrono::milliseconds patience) { patience_ms = static_cast<int>(patience.count()); }

int StopSignals::signal() { return first_signal; }

void StopSignals::watch() const {
  if (next_byte(-1) == 'q' || next_byte(patience_ms) == 'q') return;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, last_words_.data(), last_words_.size());
  _exit(128 + first_signal);
}

}  // namespace tasma::cli
