#include "cli/status_command.hpp"

#include <array>

#include "cli/meter.hpp"
#include "cli/text.hpp"
#include "pipeline/batch/status.hpp"

namespace tasma::cli {
namespace {

/// " (render: 3 running, 9 waiting; join: 1 waiting), 12 segments finished"
std::string queue_text(const pipeline::Standing::Queue& queue) {
  std::string text;
  for (const auto& [step, queued] : queue.steps) {
    text += (text.empty() ? " (" : "; ") + std::string(pipeline::name_of(step)) + ':';
    const auto add = [&](int tasks, const char* form) {
      if (tasks > 0)
        text += (text.ends_with(':') ? " " : ", ") + fill(translated(form), std::array{std::to_string(tasks)});
    };
    add(queued.running, gettext_noop("{1} running"));
    add(queued.waiting, gettext_noop("{1} waiting"));
    if (!queued.reason.empty()) text += " [" + shown(queued.reason) + ']';
  }
  if (!text.empty()) text += ')';
  if (queue.segments > 0)
    text += ", " + fill(translated(gettext_noop("{1} segments finished")), std::array{std::to_string(queue.segments)});
  return text;
}

/// What it is at, where neither a record nor anybody at work says so.
const char* state_of(const pipeline::Standing& standing) {
  if (standing.queue && !standing.queue->answers) return gettext_noop("the queue does not answer");
  if (standing.queue && !standing.queue->steps.empty()) return gettext_noop("in the queue");
  return gettext_noop("left unfinished");
}

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
    } else if (standing.in_turn) {
      console.out << translated(gettext_noop("waits for its turn"));
    } else if (standing.record) {
      console.out << translated(pipeline::name_of(standing.record->state));
    } else {
      console.out << translated(state_of(standing));
    }
    if (standing.queue) console.out << queue_text(*standing.queue);
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
    gettext_noop(
        "Tells of every film of the last batch, of those submitted to Slurm, and of all that work is in progress "
        "for, whether it is done, waits, has failed or is being worked on, by whom, how it stands in the queue, "
        "and how much space its unfinished work takes. Where records and queue differ, the records are right."),
    run_status};

}  // namespace tasma::cli
