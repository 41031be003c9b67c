#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "cli/log.hpp"
#include "cli/meter.hpp"
#include "cli/options.hpp"
#include "pipeline/core/observer.hpp"

namespace tasma::cli {

/// What standard error is.
struct Terminal {
  bool live = false;      // a terminal that can redraw a line
  bool coloured = false;  // and whose person did not set NO_COLOR
  std::function<std::size_t()> columns = [] { return std::size_t{80}; };
};

/// All that is said beside results: progress, notes and errors on standard error and in the log. Thread-safe.
///
/// bar    one line, redrawn at most ten times a second; a line remains of each phase
/// plain  a line when a phase begins and ends, and at every tenth of it, five seconds apart at least, a minute at most
/// json   a JSON object a line, schema tasma.progress/1: events phase, progress (one a second at most), done, note,
/// error
class Reporter final : public Observer {
 public:
  using Clock = Meter::Clock;

  Reporter(
      std::ostream& err, Terminal terminal, std::function<bool()> stop = [] { return false; },
      std::function<Clock::time_point()> now = Clock::now);

  Reporter(const Reporter&) = delete;
  Reporter& operator=(const Reporter&) = delete;
  ~Reporter() override;

  /// From here on as asked for; until then only errors are said. A log gets what libraries say, too. Throws Error when
  /// the log cannot be opened.
  void configure(const Request& request);

  void phase(std::string_view name, std::string_view of, std::int64_t total, std::string_view unit) override;
  void advance(std::int64_t count) override;
  void note(const Message& message) override;
  bool stop_requested() const override { return stop_(); }

  void error(const Message& message);

  /// For the log alone.
  void record(std::string_view level, std::string_view id, std::string_view text);

  /// Ends the present phase, so that results may be printed.
  void finish();

  bool verbose() const { return verbose_; }

 private:
  void end_phase(Clock::time_point now);
  void draw(Clock::time_point now);
  void say(const std::string& line);  // a whole line, above the bar
  void log(std::string_view level, std::string_view id, std::string_view text, std::string_view library = {});

  std::mutex mutex_;
  std::ostream& err_;
  const Terminal terminal_;
  const std::function<bool()> stop_;
  const std::function<Clock::time_point()> now_;
  ProgressKind kind_ = ProgressKind::none;
  bool quiet_ = true, verbose_ = false;
  std::unique_ptr<Log> log_;
  std::optional<Meter> meter_;
  bool drawn_ = false;            // a bar stands on the last line
  Clock::time_point last_drawn_;  // or said, of progress
  int last_tenth_ = 0;
};

}  // namespace tasma::cli
