#include "cli/status_command.hpp"

#include "cli/meter.hpp"
#include "cli/text.hpp"
#include "pipeline/batch/status.hpp"

namespace tasma::cli {
namespace {

ExitCode run_status(const Invocation& invocation, Console& console) {
  const auto standings = pipeline::status(invocation.operands[0], invocation.request.job.resources);
  if (invocation.request.json) {
    console.out << pipeline::status_json(standings);
    return ExitCode::ok;
  }
  for (const auto& standing : standings) {
    console.out << standing.id << ": ";
    if (!standing.owner.empty()) {
      console.out << translated(gettext_noop("at work")) << " (" << shown(standing.owner) << ')';
    } else if (standing.record) {
      console.out << translated(pipeline::name_of(standing.record->state));
    } else {
      console.out << translated(gettext_noop("left unfinished"));
    }
    if (standing.record && standing.owner.empty() && !standing.record->cause.empty())
      console.out << ": " << standing.record->cause_id << ": " << shown(standing.record->cause);
    if (standing.work_bytes > 0) console.out << " [" << readable_bytes(static_cast<double>(standing.work_bytes)) << ']';
    console.out << '\n';
  }
  return ExitCode::ok;
}

}  // namespace

constinit const Command status_command{
    status,
    "status",
    "OUT",
    false,
    false,
    gettext_noop("how far the films of an output folder are"),
    gettext_noop("Tells of every film of the last batch, and of all that work is in progress for, whether it is done, "
                 "waits, has failed or is being worked on, by whom, and how much space its unfinished work takes."),
    run_status};

}  // namespace tasma::cli
