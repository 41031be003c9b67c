#include "cli/preserve_command.hpp"

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"

namespace tasma::cli {
namespace {

ExitCode run_preserve(const Invocation& invocation, Console& console) {
  const auto job = job_of(invocation, preserve_command, console);
  return print_outcome(pipeline::preserve(job, invocation.request.output, console.reporter), invocation, console);
}

}  // namespace

constinit const Command preserve_command{
    preserve,
    "preserve",
    "SCAN",
    false,
    true,
    gettext_noop("reversible preservation master, proved"),
    gettext_noop("Packs a scan losslessly into one Matroska file (FFV1, FLAC or PCM), at its own depth, never cropped, "
                 "graded or repaired. Every frame is read back and compared before the master gets its name. Run again "
                 "after an interruption, it goes on where it was; a master that exists is never replaced."),
    run_preserve};

}  // namespace tasma::cli
