#include "cli/restore_command.hpp"

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

ExitCode run_restore(const Invocation& invocation, Console& console) {
  const auto job = job_of(invocation, restore_command, console);
  const auto& request = invocation.request;
  if (!job.plan.empty() && invocation.gives("repair"))
    throw Error(ExitCode::usage, Message("T1090", "--repair goes not with --plan, which says what is repaired"));
  return print_outcome(pipeline::restore(job, request.output, request.frames_as, console.reporter), invocation,
                       console);
}

}  // namespace

constinit const Command restore_command{
    restore,
    "restore",
    "SCAN",
    false,
    true,
    gettext_noop("restored master (.mkv), or frames (a folder; --frames-as dpx|tiff)"),
    gettext_noop(
        "Measures the whole reel, decides what is to be done to each frame, then renders it. What was done "
        "stands in a plan beside the result; a pixel that no treatment meant to change stays as it was "
        "scanned. --frames makes a trial of a part. --plan renders by a plan made before, all of it or a part, "
        "and gives the same pictures."),
    run_restore};

}  // namespace tasma::cli
