#include "cli/screen_command.hpp"

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"

namespace tasma::cli {
namespace {

ExitCode run_screen(const Invocation& invocation, Console& console) {
  const auto job = job_of(invocation, screen_command, console);
  return print_outcome(pipeline::screen(job, invocation.request.output, console.reporter), invocation, console);
}

}  // namespace

constinit const Command screen_command{
    screen,
    "screen",
    "SCAN...|JOB.toml",
    true,
    true,
    gettext_noop("copies that a hall plays, into a folder"),
    gettext_noop("Makes H.264 (MP4), ProRes 422 HQ (MOV) and SMPTE DCPs of scans, restored masters or the reels of a "
                 "job: cropped to --picture, log scans by their film curve, negatives inverted, BT.709. Several scans, "
                 "or the reels of a job, become one film."),
    run_screen};

}  // namespace tasma::cli
