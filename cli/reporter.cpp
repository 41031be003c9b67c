#include "cli/reporter.hpp"

#include "cli/text.hpp"
#include "pipeline/core/library_log.hpp"

namespace tasma::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds bar_every = 100ms, json_every = 1s, plain_at_least = 5s, plain_at_most = 60s;

ProgressKind kind_for(const Request& request, const Terminal& terminal) {
  if (request.quiet) return ProgressKind::none;
  if (request.progress != ProgressKind::automatic) return request.progress;
  return terminal.live ? ProgressKind::bar : ProgressKind::plain;
}

std::string event(std::string_view kind, const Message& message) {
  return R"({"schema":"tasma.progress/1","event":)" + json_string(kind) + R"(,"id":)" + json_string(message.id) +
         R"(,"text":)" + json_string(translated(message)) + '}';
}

std::string_view name_of(LibraryLevel level) {
  return level == LibraryLevel::error ? "error" : level == LibraryLevel::warning ? "warning" : "info";
}

}  // namespace

Reporter::Reporter(std::ostream& err, Terminal terminal, std::function<bool()> stop,
                   std::function<Clock::time_point()> now)
    : err_(err), terminal_(std::move(terminal)), stop_(std::move(stop)), now_(std::move(now)) {}

Reporter::~Reporter() { route_library_log({}); }

void Reporter::configure(const Request& request) {
  const std::scoped_lock lock(mutex_);
  kind_ = kind_for(request, terminal_);
  quiet_ = request.quiet;
  verbose_ = request.verbose;
  if (request.log.empty()) return;
  log_ = std::make_unique<Log>(request.log);
  route_library_log([this](LibraryLevel level, std::string_view library, std::string_view text) {
    const std::scoped_lock speaking(mutex_);
    log(name_of(level), "", text, library);
  });
}

void Reporter::phase(std::string_view name, std::string_view of, std::int64_t total, std::string_view unit) {
  const std::scoped_lock lock(mutex_);
  const auto now = now_();
  end_phase(now);
  meter_.emplace(name, of, total, unit, now);
  last_drawn_ = now;
  last_tenth_ = 0;
  log("info", "", meter_->start_line());
  if (kind_ == ProgressKind::plain) say(meter_->start_line());
  if (kind_ == ProgressKind::json) say(meter_->json("phase"));
  if (kind_ == ProgressKind::bar) draw(now);
}

void Reporter::advance(std::int64_t count) {
  const std::scoped_lock lock(mutex_);
  if (!meter_) return;
  const auto now = now_();
  meter_->advance(count, now);
  const auto since = now - last_drawn_;
  const int tenth = meter_->percent() / 10;
  switch (kind_) {
    case ProgressKind::bar:
      if (since >= bar_every) draw(now);
      break;
    case ProgressKind::json:
      if (since < json_every) break;
      say(meter_->json("progress"));
      last_drawn_ = now;
      break;
    case ProgressKind::plain:
      if ((tenth == last_tenth_ || since < plain_at_least) && since < plain_at_most) break;
      say(meter_->progress_line());
      last_drawn_ = now;
      last_tenth_ = tenth;
      break;
    case ProgressKind::automatic:
    case ProgressKind::none:
      break;
  }
}

void Reporter::note(const Message& message) {
  const std::scoped_lock lock(mutex_);
  log("note", message.id, translated(message));
  if (quiet_) return;
  if (kind_ == ProgressKind::json) return say(event("note", message));
  say("tasma: " + (verbose_ ? message.id + ": " : "") + translated(message));
}

void Reporter::error(const Message& message) {
  const std::scoped_lock lock(mutex_);
  end_phase(now_());
  log("error", message.id, translated(message));
  if (kind_ == ProgressKind::json) return say(event("error", message));
  say("tasma: " + message.id + ": " + translated(message));
}

void Reporter::record(std::string_view level, std::string_view id, std::string_view text) {
  const std::scoped_lock lock(mutex_);
  log(level, id, text);
}

void Reporter::finish() {
  const std::scoped_lock lock(mutex_);
  end_phase(now_());
}

void Reporter::end_phase(Clock::time_point now) {
  if (!meter_) return;
  const auto ended = *std::exchange(meter_, std::nullopt);
  log("info", "", ended.end_line(now));
  if (kind_ == ProgressKind::json) say(ended.json("done"));
  if (kind_ == ProgressKind::plain || kind_ == ProgressKind::bar) say(ended.end_line(now));
}

void Reporter::draw(Clock::time_point now) {
  const auto columns = terminal_.columns();
  // The last column stays free: writing there makes some terminals begin a new line.
  err_ << '\r' + meter_->bar(columns > 1 ? columns - 1 : 79, terminal_.coloured) + "\x1b[K" << std::flush;
  drawn_ = true;
  last_drawn_ = now;
}

void Reporter::say(const std::string& line) {
  err_ << (drawn_ ? "\r\x1b[K" : "") + line + '\n' << std::flush;
  drawn_ = false;
  if (kind_ == ProgressKind::bar && meter_) draw(last_drawn_);
}

void Reporter::log(std::string_view level, std::string_view id, std::string_view text, std::string_view library) {
  if (!log_ || log_->write(level, id, library, text)) return;
  log_.reset();
  const auto lost = Message("T1051", "the log can no longer be written; the work goes on without it");
  say(kind_ == ProgressKind::json ? event("note", lost) : "tasma: " + lost.id + ": " + translated(lost));
}

}  // namespace tasma::cli
