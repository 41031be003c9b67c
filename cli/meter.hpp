#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace tasma::cli {

/// How far a phase of the work has come, how fast it goes and how long it will take. Not thread-safe; the reporter
/// guards it. Time comes in from outside, so that tests can tell it.
class Meter {
 public:
  using Clock = std::chrono::steady_clock;

  Meter(std::string_view phase, std::string_view of, std::int64_t total, std::string_view unit, Clock::time_point now);

  void advance(std::int64_t count, Clock::time_point now);

  std::int64_t done() const { return done_; }
  std::int64_t total() const { return total_; }
  int percent() const;  // 0-100
  double rate() const;  // units a second over the last seconds; 0: not known yet
  std::optional<double> seconds_left() const;

  std::string title() const;                          // "render R1"
  std::string start_line() const;                     // "render R1: 1000 frames"
  std::string progress_line() const;                  // "render R1: 52 %, 520 of 1000 frames, 12.3/s, 0:39 left"
  std::string end_line(Clock::time_point now) const;  // "render R1: 1000 frames in 1:21"
  std::string bar(std::size_t columns, bool coloured) const;
  std::string json(std::string_view event) const;  // one line, schema tasma.progress/1

 private:
  struct Sample {
    Clock::time_point at;
    std::int64_t done;
  };

  std::string amount(double count) const;  // "12", or "1.5 MiB" where the unit is bytes
  std::string counts() const;              // "520 of 1000 frames"
  std::string pace() const;                // ", 12.3/s, 0:39 left"; empty while nothing is known

  std::string phase_, of_, unit_;
  std::int64_t total_, done_ = 0;
  Clock::time_point begun_;
  std::deque<Sample> samples_;
};

/// Bytes for people: "1.4 GiB".
std::string readable_bytes(double bytes);

/// "0:39", "1:02:03".
std::string readable_time(double seconds);

}  // namespace tasma::cli
