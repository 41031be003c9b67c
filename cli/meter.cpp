#include "cli/meter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "cli/text.hpp"

namespace tasma::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto warming_up = 250ms;  // what is done by then was there before: finished segments of an earlier run
constexpr auto sample_every = 500ms;
constexpr auto window = 15s;  // of the rate

[[maybe_unused]] constexpr std::array phases{
    gettext_noop("preserve"), gettext_noop("prove"),     gettext_noop("measure"),   gettext_noop("render"),
    gettext_noop("mask"),     gettext_noop("screen"),    gettext_noop("join"),      gettext_noop("verify"),
    gettext_noop("frames"),   gettext_noop("checksums"), gettext_noop("take apart")};

std::string decimal(double value, const char* format) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

}  // namespace

std::string readable_bytes(double bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  for (; bytes >= 1024 && unit + 1 < units.size(); ++unit) bytes /= 1024;
  return decimal(bytes, unit == 0 ? "%.0f " : "%.1f ") + units.at(unit);
}

std::string readable_time(double seconds) {
  const auto whole = std::llround(std::clamp(seconds, 0.0, 1e9));
  std::array<char, 64> text{};
  if (whole >= 3600) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld", whole / 60, whole % 60);
  }
  return text.data();
}

Meter::Meter(std::string_view phase, std::string_view of, std::int64_t total, std::string_view unit,
             Clock::time_point now)
    : phase_(phase), of_(of), unit_(unit), total_(std::max<std::int64_t>(total, 0)), begun_(now), samples_{{now, 0}} {}

void Meter::advance(std::int64_t count, Clock::time_point now) {
  done_ += count;
  if (now - begun_ < warming_up) {
    samples_ = {{now, done_}};
    return;
  }
  if (samples_.size() < 2 || now - samples_[samples_.size() - 2].at >= sample_every) {
    samples_.push_back({now, done_});
  } else {
    samples_.back() = {now, done_};
  }
  while (samples_.size() > 2 && now - samples_[1].at >= window) samples_.pop_front();
}

int Meter::percent() const {
  return total_ == 0
             ? 0
             : static_cast<int>(std::min(100.0, 100.0 * static_cast<double>(done_) / static_cast<double>(total_)));
}

double Meter::rate() const {
  const std::chrono::duration<double> time = samples_.back().at - samples_.front().at;
  return time < 1ms ? 0 : static_cast<double>(samples_.back().done - samples_.front().done) / time.count();
}

std::optional<double> Meter::seconds_left() const {
  if (rate() <= 0 || total_ <= done_) return std::nullopt;
  return static_cast<double>(total_ - done_) / rate();
}

std::string Meter::title() const { return translated(phase_) + (of_.empty() ? "" : ' ' + shown(of_)); }

std::string Meter::amount(double count) const {
  return unit_ == "bytes" ? readable_bytes(count) : decimal(count, "%.0f") + ' ' + translated(unit_);
}

std::string Meter::counts() const {
  if (done_ >= total_) return amount(static_cast<double>(done_));
  const auto whole = amount(static_cast<double>(total_));
  const auto part = unit_ == "bytes" ? amount(static_cast<double>(done_)) : std::to_string(done_);
  return fill(translated(gettext_noop("{1} of {2}")), std::array{part, whole});
}

std::string Meter::pace() const {
  if (rate() <= 0) return {};
  auto text = ", " + (unit_ == "bytes" ? readable_bytes(rate()) : decimal(rate(), "%.1f")) + "/s";
  if (const auto left = seconds_left())
    text += ", " + fill(translated(gettext_noop("{1} left")), std::array{readable_time(*left)});
  return text;
}

std::string Meter::start_line() const { return title() + ": " + amount(static_cast<double>(total_)); }

std::string Meter::progress_line() const {
  return title() + ": " + std::to_string(percent()) + " %, " + counts() + pace();
}

std::string Meter::end_line(Clock::time_point now) const {
  const std::chrono::duration<double> time = now - begun_;
  return title() + ": " +
         fill(translated(gettext_noop("{1} in {2}")), std::array{counts(), readable_time(time.count())});
}

std::string Meter::bar(std::size_t columns, bool coloured) const {
  constexpr std::size_t length = 20;
  const auto filled = static_cast<std::size_t>(percent()) * length / 100;
  const auto before = title() + " [";
  const auto after = "] " + std::to_string(percent()) + " %, " + counts() + pace();
  const auto room = columns > length ? columns - length : 0;
  const auto head = std::string(cut(before, room));
  const auto tail = std::string(cut(after, room - std::min(room, head.size())));
  const std::string full(filled, '#'), empty(length - filled, '.');
  return head + (coloured ? "\x1b[32m" + full + "\x1b[0m" : full) + empty + tail;
}

std::string Meter::json(std::string_view event) const {
  auto text = R"({"schema":"tasma.progress/1","event":)" + json_string(event) + R"(,"phase":)" + json_string(phase_) +
              R"(,"of":)" + json_string(of_) + R"(,"unit":)" + json_string(unit_) + R"(,"done":)" +
              std::to_string(done_) + R"(,"total":)" + std::to_string(total_);
  if (rate() > 0) text += R"(,"rate":)" + decimal(rate(), "%.3f");
  if (const auto left = seconds_left()) text += R"(,"seconds_left":)" + decimal(*left, "%.0f");
  return text + '}';
}

}  // namespace tasma::cli
