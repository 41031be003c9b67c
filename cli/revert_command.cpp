#include "cli/revert_command.hpp"

#include "cli/job.hpp"
#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

ExitCode run_revert(const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  const bool named = invocation.gives("repair");
  if (request.from.empty())
    throw Error(ExitCode::usage, Message("T1091", "tasma revert needs --from SCAN: the scan, or its master"));
  if (!request.job.veto.empty() && (named || request.job.frames))
    throw Error(ExitCode::usage,
                Message("T1092", "--veto goes with neither --repair nor --frames; say it in the file"));
  auto job = request.job;
  job.film = id_of(invocation.operands.front());
  job.reels.push_back({job.film, invocation.operands.front(), {}, std::nullopt, std::nullopt});
  const auto taken_back = named ? std::optional(job.repairs) : std::nullopt;
  return print_outcome(pipeline::revert(job, request.from, taken_back, request.output, console.reporter), invocation,
                       console);
}

}  // namespace

constinit const Command revert_command{
    revert,
    "revert",
    "MASTER",
    false,
    true,
    gettext_noop("a restored master again, with some repairs taken back"),
    gettext_noop("Renders the scan again by the plan that lies beside a restored master, with some repairs taken back: "
                 "those that --veto names, or those of --repair (not said: dust and scratches) in --frames (not said: "
                 "all). Where nothing else is done to the frame, the scan's pixels come back bit for bit."),
    run_revert};

}  // namespace tasma::cli
