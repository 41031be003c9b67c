#include "pipeline/batch/batch.hpp"

#include <poll.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "pipeline/batch/claim.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/core/relay.hpp"
#include "pipeline/core/utc.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;
namespace {

constexpr int most_tries = 3;
constexpr std::chrono::seconds stop_patience{5};
constexpr int poll_ms = 200;

/// One film on its way.
struct Film {
  const Job& job;
  FilmRecord record = {};
  Stage next = Stage::look;
  ExitCode worst = ExitCode::ok;        // of the stages that are done
  std::optional<Message> finding = {};  // the first that a stage that is done has told of
  int tries = 0;                        // of the next stage
  Steady::time_point not_before = {};
  std::uint64_t space = 0;  // bytes needed at most, as looking has shown
  bool put_off = false;     // was still being copied
  bool ended = false;
  std::optional<Claim> claim = {};
  std::unique_ptr<Child> child = {};
};

/// When a scan last changed, as its files say.
fs::file_time_type newest_change(const fs::path& scan) {
  std::error_code failure, gone;
  auto newest = fs::last_write_time(scan, failure);
  if (failure) return fs::file_time_type::min();  // looking says what is wrong with it
  auto entry = fs::recursive_directory_iterator(scan, fs::directory_options::skip_permission_denied, failure);
  for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure))
    newest = std::max(newest, entry->last_write_time(gone));
  return newest;
}

/// Passes on what is said of a film; its progress only where no other film's runs beside it.
class Passing final : public Relay {
 public:
  Passing(Observer& to, bool alone) : Relay(to), alone_(alone) {}
  void phase(std::string_view name, std::string_view of, std::int64_t total, std::string_view unit) override {
    if (alone_) Relay::phase(name, of, total, unit);
  }
  void advance(std::int64_t count) override {
    if (alone_) Relay::advance(count);
  }

 private:
  bool alone_;
};

class Batch {
 public:
  Batch(const std::vector<Job>& jobs, fs::path output, const BatchSettings& settings, const MakeFilm& make,
        Observer& observer)
      : output_(std::move(output)),
        settings_(settings),
        make_(make),
        observer_(observer),
        passing_(observer, settings.jobs == 1),
        claims_(batch_folder(output_), settings.pace.patience) {
    for (const auto& job : jobs) films_.push_back({.job = job});
  }

  void run() {
    if (!settings_.dry_run) begin_records();
    while (!all_ended()) {
      if (is_over()) {
        for (auto& film : films_)
          if (film.child) film.child->stop(stop_patience);
        if (running() == 0) break;
      } else {
        start();
      }
      wait();
      for (auto& film : films_)
        if (film.child)
          if (const auto end = film.child->pump(passing_)) finish_stage(film, *end);
      show_life();
    }
    for (auto& film : films_)
      if (!film.ended && !is_elsewhere(film)) leave(film);
  }

  std::vector<FilmRecord> records() const {
    std::vector<FilmRecord> records;
    for (const auto& film : films_) {
      auto record = settings_.dry_run ? std::nullopt : read_record(output_, film.job.film);
      records.push_back(record.value_or(film.record));
    }
    return records;
  }

 private:
  bool all_ended() const { return std::ranges::all_of(films_, &Film::ended); }
  std::ptrdiff_t running() const {
    return std::ranges::count_if(films_, [](const Film& film) { return film.child != nullptr; });
  }
  bool is_over() const {
    return observer_.stop_requested() || (settings_.until && std::chrono::system_clock::now() >= *settings_.until);
  }
  bool is_elsewhere(const Film& film) const {
    return !settings_.dry_run && !film.claim && !claims_.owner(film.job.film).empty();
  }

  /// Whoever asks is told of every film from now on.
  void begin_records() {
    make_folders(batch_folder(output_));
    for (const auto& film : films_)
      if (!read_record(output_, film.job.film)) write_progress(output_, film.job.film, Stage::look);
  }

  /// Starts as many films as there is room for: those at the earliest stage first, in the order of the list.
  void start() {
    std::vector<Film*> ready;
    for (auto& film : films_)
      if (!film.ended && !film.child && Steady::now() >= film.not_before) ready.push_back(&film);
    std::ranges::stable_sort(ready, {}, [](const Film* film) { return film->next; });
    for (auto* film : ready) {
      if (running() >= settings_.jobs) return;
      if (is_changing(*film) || !has_space(*film)) continue;
      if (!settings_.dry_run && !film->claim && !(film->claim = take_claim(*film))) continue;
      start(*film);
    }
  }

  std::optional<Claim> take_claim(Film& film) {
    auto claim = claims_.take(film.job.film);
    if (!claim) film.not_before = Steady::now() + settings_.pace.heartbeat;
    return claim;
  }

  void start(Film& film) {
    auto job = film.job;
    job.dry_run = film.next == Stage::look;
    if (!job.dry_run)
      job.make = {film.next == Stage::preservation, film.next == Stage::restored, film.next == Stage::screening};
    ++film.tries;
    film.child = std::make_unique<Child>([&, job](Observer& observer) { return make_(job, observer); });
  }

  /// A scan that is still being copied is put off once; if it then has changed again, it waits for a person.
  bool is_changing(Film& film) {
    if (film.next != Stage::look) return false;
    const auto now = fs::file_time_type::clock::now();
    for (const auto& reel : film.job.reels) {
      const auto since = now - newest_change(reel.scan);
      if (since >= settings_.pace.quiet || since <= -settings_.pace.quiet) continue;
      const Message message("T4602",
                            "{1}: changed a moment ago; it is left alone until it has been quiet for {2} minutes",
                            {printable(reel.scan),
                             std::to_string(std::chrono::ceil<std::chrono::minutes>(settings_.pace.quiet).count())});
      if (film.put_off) return end(film, FilmState::waiting, ExitCode::try_later, message), true;
      observer_.note(message);
      film.put_off = true;
      film.not_before = Steady::now() + settings_.pace.quiet;
      return true;
    }
    return false;
  }

  /// Whether what is at work leaves this film the space it needs at most. Alone, it must have it or cannot be made.
  bool has_space(Film& film) {
    if (film.space == 0 || settings_.dry_run) return true;
    std::uint64_t reserved = 0;
    for (const auto& other : films_)
      if (other.child) reserved += other.space;
    std::error_code unknown;
    const auto available = fs::space(output_, unknown).available;
    if (unknown || available >= reserved + film.space) return true;
    if (running() == 0)
      end(film, FilmState::failed, ExitCode::io,
          Message("T4603", "{1}: needs {2} bytes at most, {3} are free; make room, then run again",
                  {printable(output_), std::to_string(film.space), std::to_string(available)}));
    return false;
  }

  void wait() {
    std::vector<pollfd> descriptors;
    for (const auto& film : films_)
      if (film.child) descriptors.push_back({film.child->descriptor(), POLLIN, 0});
    poll(descriptors.data(), descriptors.size(), poll_ms);
  }

  /// Claims grow old if nobody shows that he lives.
  void show_life() {
    if (Steady::now() - shown_ < settings_.pace.heartbeat) return;
    shown_ = Steady::now();
    for (auto& film : films_)
      if (film.claim && !film.claim->touch() && film.child) film.child->stop({});
  }

  void finish_stage(Film& film, const ChildEnd& result) {
    film.child.reset();
    film.record.document = result.document;
    using enum ExitCode;
    if (result.code == ok || result.code == findings) return go_on(film, result.code);
    // What is asked for the screening does not keep masters from being made.
    if (film.next == Stage::look && has_questions(film.record.document) && !settings_.dry_run) return go_on(film, ok);
    if (result.signal == 0 && (result.code == interrupted || result.code == terminated)) return put_back(film);
    if (result.signal != 0) film.record.document = death_of(result.signal);
    if (is_over() && result.signal == SIGKILL) return put_back(film);
    if (may_pass(result) && film.tries < most_tries) {
      film.not_before = Steady::now() + settings_.pace.retry * (1 << (film.tries - 1));
      set_cause(film.record);
      observer_.note(Message("T4605", "{1}: {2} failed and is tried again: {3}",
                             {film.job.film, std::string(name_of(film.next)), film.record.cause}));
      return release(film);
    }
    end(film, result.code == try_later ? FilmState::waiting : FilmState::failed, result.code);
  }

  void go_on(Film& film, ExitCode code) {
    if (film.next == Stage::look) remember_space(film);
    if (code == ExitCode::findings) {
      film.worst = code;
      set_cause(film.record);
      if (!film.finding) film.finding = Message(film.record.cause_id, film.record.cause);
    }
    film.tries = 0;
    observer_.note(Message("T4606", "{1}: {2} done", {film.job.film, std::string(name_of(film.next))}));
    const auto& make = film.job.make;
    const auto wanted = [&](Stage stage) {
      return stage == Stage::preservation ? make.preservation
             : stage == Stage::restored   ? make.restored
                                          : make.screening;
    };
    const auto done = film.next;
    for (auto stage : {Stage::preservation, Stage::restored, Stage::screening})
      if (stage > done && wanted(stage) && !settings_.dry_run) {
        film.next = stage;
        write_progress(output_, film.job.film, stage);
        return release(film);  // another machine may go on with it
      }
    end(film, FilmState::done, film.worst, film.finding);
  }

  static void remember_space(Film& film) {
    const auto document = nlohmann::json::parse(film.record.document, nullptr, /*allow_exceptions=*/false);
    if (document.is_object()) film.space = document.value("peak_space", std::uint64_t{0});
  }

  void put_back(Film& film) {
    --film.tries;
    release(film);
  }

  static void release(Film& film) { film.claim.reset(); }

  void end(Film& film, FilmState state, ExitCode code, const std::optional<Message>& cause = {}) {
    film.ended = true;
    film.record.film = film.job.film;
    film.record.state = state;
    film.record.stage = film.next;
    film.record.code = code;
    film.record.tries = std::max(1, film.tries);
    film.record.ended = utc(std::time(nullptr));
    set_cause(film.record);
    if (cause) film.record.cause_id = cause->id, film.record.cause = english(*cause);
    if (state == FilmState::failed || state == FilmState::waiting)
      observer_.note(
          Message("T4607", "{1}: {2} at {3}: {4}",
                  {film.job.film, std::string(name_of(state)), std::string(name_of(film.next)), film.record.cause}));
    if (!settings_.dry_run) write_record(output_, film.record);
    release(film);
  }

  /// A film whose turn did not come, or did not end.
  void leave(Film& film) {
    film.record.document.clear();
    end(film, FilmState::stopped, ExitCode::try_later,
        Message("T4608", "stopped with work left; the same command goes on"));
  }

  fs::path output_;
  const BatchSettings& settings_;
  const MakeFilm& make_;
  Observer& observer_;
  Passing passing_;
  Claims claims_;
  std::vector<Film> films_;
  Steady::time_point shown_ = {};
};

/// Ids become names of folders in one output.
void refuse_collisions(const std::vector<Job>& films) {
  std::map<std::string, fs::path> taken;  // the scan of each
  for (const auto& job : films) {
    std::map<std::string, fs::path> own{{job.film, job.reels.at(0).scan}};
    for (const auto& reel : job.reels) own[reel.id] = reel.scan;
    for (const auto& [id, scan] : own)
      if (const auto [other, is_free] = taken.try_emplace(id, scan); !is_free)
        throw Error(ExitCode::usage,
                    Message("T4609",
                            "{1} and {2} are both called {3}; give each an id of its own, in its job file or in a list "
                            "(REELS.csv) with the columns scan and reel",
                            {printable(other->second), printable(scan), id}));
  }
}

}  // namespace

std::vector<FilmRecord> batch(const std::vector<Job>& films, const fs::path& output, const BatchSettings& settings,
                              const MakeFilm& make, Observer& observer) {
  refuse_collisions(films);
  auto shared = films;
  for (auto& job : shared) job.resources = shared_out(job.resources, settings.jobs);
  Batch batch(shared, fs::absolute(output), settings, make, observer);
  batch.run();
  auto records = batch.records();
  if (!settings.dry_run) {
    write_file(fs::absolute(output) / "batch.json", batch_json(records));
    write_file(fs::absolute(output) / "batch.html", batch_page(records));
  }
  if (observer.stop_requested())
    throw Error(ExitCode::interrupted,
                Message("T4610", "stopped; {1} says how far each film is; the same command goes on",
                        {printable(output / "batch.html")}));
  return records;
}

}  // namespace tasma::pipeline
