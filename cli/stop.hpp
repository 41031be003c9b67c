#pragma once

#include <chrono>
#include <string>
#include <thread>

namespace tasma::cli {

/// SIGINT, SIGTERM, and SIGHUP, which counts as SIGTERM unless it was ignored (nohup), from construction on: the first
/// asks the run to stop; if it has not ended 1.8 seconds later, or at the second signal, the process ends there and
/// then with 130 or 143. That is safe: what is not finished has no final name, and finished segments lie in the work
/// folder. One at a time.
class StopSignals {
 public:
  /// `last_words` are written to standard error when the process has to be ended.
  explicit StopSignals(std::string last_words);
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  /// Whoever has other processes to stop needs longer than 1.8 seconds. Of the one there is; before a signal comes.
  static void allow(std::chrono::milliseconds patience);

  /// 0, SIGINT or SIGTERM: the first that came. Any thread.
  static int signal();

 private:
  void watch() const;

  std::string last_words_;
  std::thread watchdog_;
};

}  // namespace tasma::cli
