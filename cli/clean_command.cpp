#include "cli/clean_command.hpp"

#include "cli/meter.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/batch/status.hpp"

namespace tasma::cli {
namespace {

ExitCode run_clean(const Invocation& invocation, Console& console) {
  const auto& job = invocation.request.job;
  const auto abandoned = pipeline::clean(invocation.operands[0], job.resources, job.dry_run, console.reporter);
  if (invocation.request.json) {
    console.out << pipeline::clean_json(abandoned, job.dry_run);
    return ExitCode::ok;
  }
  for (const auto& [id, bytes] : abandoned)
    console.out << (job.dry_run ? translated(gettext_noop("unfinished")) : translated(gettext_noop("removed"))) << ' '
                << id << ": " << readable_bytes(static_cast<double>(bytes)) << '\n';
  return ExitCode::ok;
}

}  // namespace

constinit const Command clean_command{
    clean,
    "clean",
    "OUT",
    false,
    false,
    gettext_noop("removes abandoned work from an output folder"),
    gettext_noop("Lists the unfinished work that nobody is at, with its size, and removes it; with --dry-run it only "
                 "lists it. Whoever wants to go on with it runs the same command as before instead. Nothing that has "
                 "its final name is touched."),
    run_clean};

}  // namespace tasma::cli
