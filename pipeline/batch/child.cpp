#include "pipeline/batch/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <nlohmann/json.hpp>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
using Json = nlohmann::json;
namespace {

/// Sends what it is told as lines of JSON into a pipe; of frames that pass, a sum ten times a second.
class Sender final : public Observer {
 public:
  explicit Sender(int descriptor) : descriptor_(descriptor) {}

  void phase(std::string_view name, std::string_view of, std::int64_t total, std::string_view unit) override {
    const std::scoped_lock lock(mutex_);
    flush();
    send({{"phase", name}, {"of", of}, {"total", total}, {"unit", unit}});
  }
  void advance(std::int64_t count) override {
    const std::scoped_lock lock(mutex_);
    passed_ += count;
    if (std::chrono::steady_clock::now() - sent_ > std::chrono::milliseconds(100)) flush();
  }
  void note(const Message& message) override {
    const std::scoped_lock lock(mutex_);
    send({{"note", message.id}, {"text", message.text}, {"arguments", message.arguments}});
  }
  void result(const std::string& document) {
    const std::scoped_lock lock(mutex_);
    flush();
    send({{"document", document}});
  }

 private:
  void flush() {
    if (passed_ > 0) send({{"advance", passed_}});
    passed_ = 0;
    sent_ = std::chrono::steady_clock::now();
  }
  void send(const Json& json) const {
    const auto line = json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    for (std::size_t at = 0; at < line.size();) {
      const auto written = write(descriptor_, line.data() + at, line.size() - at);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;  // nobody listens any more
      at += static_cast<std::size_t>(written);
    }
  }

  int descriptor_;
  std::mutex mutex_;
  std::int64_t passed_ = 0;
  std::chrono::steady_clock::time_point sent_;
};

}  // namespace

Child::Child(const Work& work) {
  std::array<int, 2> ends{};
  sigset_t stops, before;
  sigemptyset(&stops);
  sigaddset(&stops, SIGINT);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &stops, &before);
  const bool started = pipe2(ends.data(), O_CLOEXEC) == 0 && (process_ = fork()) >= 0;
  const std::error_code cause(errno, std::generic_category());
  if (process_ != 0) pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (!started) throw Error(ExitCode::io, Message("T4601", "no process can be started: {1}", {cause.message()}));
  if (process_ == 0) {
    close(ends[0]);
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // without somebody who minds it, it stops; work goes on another time
    Sender sender(ends[1]);
    const auto result = work(sender);
    sender.result(result.document);
    _exit(static_cast<int>(result.code));
  }
  close(ends[1]);
  read_end_ = ends[0];
  fcntl(read_end_, F_SETFL, O_NONBLOCK);
}

Child::~Child() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  close(read_end_);
}

std::optional<ChildEnd> Child::pump(Observer& observer) {
  std::array<char, 65536> block;
  for (;;) {
    const auto length = read(read_end_, block.data(), block.size());
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return std::nullopt;  // no more for now
    if (length == 0) break;
    rest_.append(block.data(), static_cast<std::size_t>(length));
    for (auto end = rest_.find('\n'); end != rest_.npos; end = rest_.find('\n')) {
      take(rest_.substr(0, end), observer);
      rest_.erase(0, end + 1);
    }
  }
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  if (WIFSIGNALED(status)) return ChildEnd{ExitCode::bug, {}, WTERMSIG(status)};
  return ChildEnd{static_cast<ExitCode>(WEXITSTATUS(status)), document_, 0};
}

void Child::take(const std::string& line, Observer& observer) {
  const auto json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (json.contains("advance")) {
    observer.advance(json["advance"]);
  } else if (json.contains("phase")) {
    observer.phase(json["phase"].get<std::string>(), json["of"].get<std::string>(), json["total"],
                   json["unit"].get<std::string>());
  } else if (json.contains("note")) {
    observer.note(Message(json["note"].get<std::string>(), json["text"].get<std::string>(), json["arguments"]));
  } else if (json.contains("document")) {
    document_ = json["document"];
  }
}

void Child::stop(std::chrono::steady_clock::duration patience) {
  if (process_ <= 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (!asked_) {
    asked_ = now;
    kill(process_, SIGTERM);
  } else if (now - *asked_ > patience) {
    kill(process_, SIGKILL);
  }
}

}  // namespace tasma::pipeline
