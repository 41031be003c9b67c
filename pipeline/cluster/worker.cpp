#include "pipeline/cluster/worker.hpp"

#include <poll.h>

#include <ctime>

#include "pipeline/batch/film_record.hpp"
#include "pipeline/cluster/pin.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/utc.hpp"
#include "pipeline/versions.hpp"

namespace tasma::pipeline {
namespace {

constexpr std::chrono::seconds stop_patience{5};
constexpr int poll_ms = 200;

ChildEnd wait_for(Child& child, Observer& observer) {
  for (;;) {
    if (observer.stop_requested()) child.stop(stop_patience);
    pollfd descriptor{child.descriptor(), POLLIN, 0};
    poll(&descriptor, 1, poll_ms);
    if (auto end = child.pump(observer)) return std::move(*end);
  }
}

/// The stage of a batch that the step belongs to.
Stage stage_of(const Job& job, Step step) {
  if (step >= Step::encode && job.make.screening) return Stage::screening;
  return job.make.restored ? Stage::restored : Stage::preservation;
}

void record(const Job& job, const std::filesystem::path& output, Step step, FilmState state, const ChildEnd& end) {
  FilmRecord film{job.film, state, stage_of(job, step), end.code, {}, {}, 1, utc(std::time(nullptr)), end.document};
  set_cause(film);
  write_record(output, film);
}

std::string cause_of(const std::string& document) {
  FilmRecord film;
  film.document = document;
  set_cause(film);
  return film.cause;
}

Message other_machine(const Submission& submission) {
  return Message("T4382",
                 "this machine has other versions or processor features than the film was submitted for, which may "
                 "change bytes: {1} instead of {2}",
                 {toolchain(), submission.toolchain});
}

}  // namespace

ExitCode mind_task(const Job& job, const std::filesystem::path& output, Step step, const Child::Work& work,
                   Observer& observer) {
  using enum ExitCode;
  const auto target = std::filesystem::absolute(output);
  if (const auto submission = read_submission(target, job.film); submission && !is_alike(*submission)) {
    const auto message = other_machine(*submission);
    if (!requeue(Where::elsewhere))
      record(job, target, step, FilmState::failed, {try_later, error_document(message), 0});
    throw Error(try_later, message);
  }
  Child child(work);
  auto end = wait_for(child, observer);
  if (end.code == ok || end.code == findings) {
    if (step == Step::verify) record(job, target, step, FilmState::done, end);
    return ok;
  }
  if (observer.stop_requested()) return end.signal == 0 ? end.code : terminated;
  const bool again = may_pass(end);
  if (end.signal != 0) end.document = death_of(end.signal);
  if (again && requeue(Where::anywhere)) {
    observer.note(Message("T4383", "the task is put back into the queue: {1}", {cause_of(end.document)}));
    return try_later;
  }
  record(job, target, step, end.code == try_later ? FilmState::waiting : FilmState::failed, end);
  return end.code;
}

}  // namespace tasma::pipeline
