#include "cli/run_command.hpp"

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"

namespace tasma::cli {
namespace {

ExitCode run_run(const Invocation& invocation, Console& console) {
  const auto job = job_of(invocation, run_command, console);
  return print_outcome(pipeline::run(job, invocation.request.output, console.reporter), invocation, console);
}

}  // namespace

constinit const Command run_command{
    run,
    "run",
    "SCAN|JOB.toml",
    false,
    true,
    gettext_noop("all of it: preservation, restored and screening package"),
    gettext_noop(
        "Takes one scan, or a film of one or more reels as a job file tells it, to three sealed packages in the "
        "output folder, or to those that --make names. Run again after an interruption, it goes on where it "
        "was; what is made already is recognised."),
    run_run};

}  // namespace tasma::cli
