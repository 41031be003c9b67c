#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "pipeline/core/exit_code.hpp"
#include "pipeline/core/observer.hpp"

namespace tasma::pipeline {

/// How work in a process of its own has ended.
struct ChildEnd {
  ExitCode code = ExitCode::bug;
  std::string document;  // JSON; what the work returned; empty if the process died
  int signal = 0;        // that killed it; 0: none
};

/// One piece of work in a process of its own, so that what kills it kills nothing else, and its memory goes with it.
/// Started by fork(): this process must have no threads that work. Progress and notes come through a pipe.
class Child {
 public:
  /// Runs in the new process; its code and document come back. Must not throw. Begins with SIGINT, SIGTERM and SIGHUP
  /// blocked, so that it can see to them in its own way.
  struct Result {
    ExitCode code;
    std::string document;
  };
  using Work = std::function<Result(Observer& observer)>;

  /// Throws Error(io) if there can be no process.
  explicit Child(const Work& work);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();  // killed, if it has not ended

  int descriptor() const { return read_end_; }  // to poll()

  /// Takes what has come and passes it on. How it ended, once it has.
  std::optional<ChildEnd> pump(Observer& observer);

  /// Asks it to stop where work can go on later; kills it when it has been asked for longer than `patience`.
  void stop(std::chrono::steady_clock::duration patience);

 private:
  void take(const std::string& line, Observer& observer);

  pid_t process_ = -1;
  int read_end_ = -1;
  std::string rest_, document_;
  std::optional<std::chrono::steady_clock::time_point> asked_;
};

}  // namespace tasma::pipeline
