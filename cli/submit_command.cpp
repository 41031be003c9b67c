#include "cli/submit_command.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "cli/child_work.hpp"
#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/stop.hpp"
#include "cli/text.hpp"
#include "pipeline/cluster/pin.hpp"
#include "pipeline/cluster/submit.hpp"
#include "pipeline/cluster/worker.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

/// The command line once more, for one step on another machine.
std::vector<std::string> words_of(const Invocation& invocation) {
  std::vector<std::string> words;
  for (const auto& given : invocation.command_line) {
    if (given.option->name == "json" || given.option->name == "at-once") continue;
    const auto name = "--" + std::string(given.option->name);
    if (given.option->kind == Kind::flag) words.push_back(name);
    if (given.option->kind != Kind::flag)
      for (const auto& value : given.values) words.push_back(name + '=' + value);
  }
  if (!invocation.gives("threads")) words.emplace_back("--threads=1");
  words.emplace_back("--");
  words.push_back(invocation.operands[0]);
  return words;
}

/// Begins this process anew without the processor features that the film was submitted without: OpenCV looks at that
/// once, before anything else.
void begin_pinned(const pipeline::Submission& submission) {
  auto features = pipeline::features_to_disable(submission);
  if (features.empty()) return;
  if (const char* const before = std::getenv("OPENCV_CPU_DISABLE")) {
    if (std::string_view(before).ends_with(features)) return;  // that was of no use
    features = std::string(before) + ',' + features;
  }
  std::ifstream in("/proc/self/cmdline", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  std::vector<char*> words;
  for (std::size_t at = 0; at < text.size(); at = text.find('\0', at) + 1) words.push_back(text.data() + at);
  words.push_back(nullptr);
  if (setenv("OPENCV_CPU_DISABLE", features.c_str(), /*overwrite=*/1) == 0) execv("/proc/self/exe", words.data());
}

ExitCode do_step(const pipeline::Job& job, const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  const auto output = std::filesystem::absolute(request.output);
  if (const auto submission = pipeline::read_submission(output, job.film)) begin_pinned(*submission);
  StopSignals::allow(std::chrono::seconds(9));
  return pipeline::mind_task(
      job, output, *request.step,
      [&](Observer& observer) {
        return in_child(
            [&](Observer& here) { return pipeline::do_step(job, output, *request.step, request.share, here); },
            observer);
      },
      console.reporter);
}

void print(const pipeline::Submission& submission, std::ostream& out) {
  for (const auto& [step, job, tasks] : submission.steps)
    out << fill(translated(gettext_noop("{1}: job {2}, tasks: {3}")),
                std::array{std::string(pipeline::name_of(step)), job, std::to_string(tasks)})
        << '\n';
}

ExitCode run_submit(const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  const auto job = job_of(invocation, submit_command, console);
  if (invocation.gives("share") && !(request.step && pipeline::is_shared(*request.step)))
    throw Error(ExitCode::usage, Message("T1171", "--share belongs to --step measure, render or encode; name one"));
  if (request.step) return do_step(job, invocation, console);
  auto look = job;
  look.dry_run = true;
  auto outcome = pipeline::run(look, request.output, console.reporter);
  if (job.dry_run || outcome.exit_code() == ExitCode::material) return print_outcome(outcome, invocation, console);
  const auto submission =
      pipeline::submit(job, request.output, {words_of(invocation), request.at_once, outcome.questions.empty()});
  if (request.json) {
    console.out << pipeline::submission_json(submission);
    return outcome.exit_code();
  }
  print(submission, console.out);
  outcome.products.clear();  // they are not made yet
  return print_outcome(outcome, invocation, console);
}

}  // namespace

constinit const Command submit_command{
    submit,
    "submit",
    "SCAN|JOB.toml",
    false,
    true,
    gettext_noop("the same as run, by the machines of a Slurm cluster"),
    gettext_noop(
        "Looks at the film, then queues all that run does as jobs of Slurm that follow each other: measure, render and "
        "encode are shared out among machines. Scans, output folder and tasma itself must be where all machines see "
        "them. The packages have the bytes that run gives them. Submitted again after a failure, it goes on where it "
        "was; see tasma status."),
    run_submit};

}  // namespace tasma::cli
