#include "pipeline/cluster/submit.hpp"

#include <algorithm>

#include "codecs/open.hpp"
#include "pipeline/batch/film_record.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/reel.hpp"
#include "pipeline/versions.hpp"
#include "restoration/versions.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr int most_tasks = 500;  // of a step: Slurm takes 1000 by default, and each looks at the whole scan first

/// A task for every run of `length` frames of the longest reel.
int tasks_for(std::int64_t frames, std::int64_t length) {
  return static_cast<int>(std::clamp<std::int64_t>((frames + length - 1) / length, 1, most_tasks));
}

/// The script of a step. Its tasks are numbered from 0.
std::string script_of(const std::vector<std::string>& words, const Submission::QueuedStep& step) {
  std::string script = "#!/bin/sh\nexec " + quoted(fs::read_symlink("/proc/self/exe").native()) + " submit --step " +
                       std::string(name_of(step.step));
  if (step.tasks > 1) script += " --share \"$((SLURM_ARRAY_TASK_ID + 1))/" + std::to_string(step.tasks) + '"';
  for (const auto& word : words) script += ' ' + quoted(word);
  return script + '\n';
}

void refuse_queued(const fs::path& output, const std::string& film) {
  const auto before = read_submission(output, film);
  if (!before || before->steps.empty()) return;
  const auto queue = squeue(before->jobs());
  if (!queue || queue->empty()) return;  // where it does not answer, it takes nothing either
  throw Error(ExitCode::try_later,
              Message("T4381", "{1}: is in the queue already, from job {2} on; see tasma status, or scancel them first",
                      {film, before->steps.front().job}));
}

}  // namespace

std::vector<Submission::QueuedStep> steps_of(const Job& job, bool screens) {
  std::int64_t longest = 0;
  bool movie = false;
  for (const auto& reel : job.reels) {
    const auto scan = codecs::open_scan(reel.scan, reel.facts);
    longest = std::max(longest, std::ssize(scan->numbers()));
    movie = movie || scan->inventory().kind == Inventory::Kind::movie;
  }
  const auto& make = job.make;
  const int segments = tasks_for(longest, job.resources.segment_length), chunks = tasks_for(longest, coding_chunk);
  std::vector<Submission::QueuedStep> steps;
  const auto add = [&](bool wanted, Step step, int tasks = 1) {
    if (wanted) steps.push_back({step, "", tasks});
  };
  add(make.restored && movie, Step::conform);
  add(make.preservation || make.restored, Step::measure, segments);
  add(make.restored, Step::merge);
  add(make.restored, Step::render, segments);
  add(make.preservation || make.restored, Step::join);
  add(make.screening && screens && (make.restored || !movie), Step::encode, chunks);  // a movie is converted as a whole
  add(make.screening && screens, Step::screen);
  add(true, Step::verify);
  return steps;
}

Submission submit(const Job& job, const fs::path& output, const SubmitSettings& settings) {
  const auto target = fs::absolute(output);
  refuse_queued(target, job.film);
  Submission submission{job.film, {}, {}, toolchain(), restoration::processor_features()};
  for (const auto& reel : job.reels) submission.reels.push_back(reel.id);
  const auto folder = submission_folder(target, job.film);
  make_folders(folder);
  forget_record(target, job.film);
  write_submission(target, submission);  // before the first task begins, which looks at it
  try {
    for (auto step : steps_of(job, settings.screens)) {
      const std::string name(name_of(step.step));
      const auto script = folder / (name + ".sh");
      write_file(script, script_of(settings.words, step));
      SlurmJob asked{job.film + '.' + name, script, folder / (name + (step.tasks > 1 ? ".%a.log" : ".log")), step.tasks,
                     settings.at_once};
      asked.processors = std::max(1, job.resources.threads);
      if (!submission.steps.empty()) asked.after = submission.steps.back().job;
      step.job = sbatch(asked);
      submission.steps.push_back(std::move(step));
    }
  } catch (const Error&) {
    scancel(submission.jobs());
    throw;
  }
  write_submission(target, submission);
  return submission;
}

}  // namespace tasma::pipeline
