#include "cli/extract_command.hpp"

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

ExitCode run_extract(const Invocation& invocation, Console& console) {
  const auto job = job_of(invocation, extract_command, console);
  const auto& request = invocation.request;
  if (request.job.frames && !request.chosen.everything())
    throw Error(ExitCode::usage, Message("T1082", "--frames goes with none of --file, --sound-only and --attachments"));
  return print_outcome(pipeline::extract(job, request.chosen, request.output, console.reporter), invocation, console);
}

}  // namespace

constinit const Command extract_command{
    extract,
    "extract",
    "MASTER",
    false,
    true,
    gettext_noop("the scan again, bit for bit"),
    gettext_noop(
        "Gives back the files of the scan from its preservation master, ours or RAWcooked's, into a new folder: "
        "frames, sound and everything beside them, each compared with the digest it had. With --frames, the "
        "frames of a part alone; with --file, --sound-only or --attachments, those files alone. Nothing appears under "
        "the folder's name before all is there."),
    run_extract};

}  // namespace tasma::cli
