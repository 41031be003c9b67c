#include "cli/inspect_command.hpp"

#include <algorithm>
#include <optional>

#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/checksum_report.hpp"
#include "pipeline/inspect.hpp"

namespace tasma::cli {
namespace {

ExitCode run_inspect(const Invocation& invocation, Console& console) {
  return for_each_operand(invocation, console, "inventories", [&](const std::string& scan) {
    const auto& request = invocation.request;
    auto inventory = pipeline::inspect(scan, request.facts);
    std::optional<pipeline::ChecksumReport> checksums;
    if (request.checksums) {
      checksums = pipeline::check_checksums(inventory, request.job.resources, console.reporter);
      console.reporter.finish();
      std::ranges::copy(checksums->findings, std::back_inserter(inventory.findings));
    }
    record_findings(inventory.findings, console);
    const auto code = exit_code_of(inventory.findings);
    if (request.json) return Part{code, pipeline::inventory_json(inventory, checksums)};
    console.out << pipeline::inventory_text(inventory, checksums);
    print_findings(inventory.findings, request.verbose, console.out);
    return Part{code, {}};
  });
}

}  // namespace

constinit const Command inspect_command{
    inspect,
    "inspect",
    "SCAN...",
    true,
    false,
    gettext_noop("what a scan holds and what is wrong with it"),
    gettext_noop("Reads names and headers of every frame, nothing else, and tells what the scan is, what its files say "
                 "and what is missing, doubled, damaged or unlike the rest. With --checksums every file is read and "
                 "compared with the checksum lists that came with the scan. A scan is a folder of numbered frames, one "
                 "movie file or a preservation master. With several the exit code is that of the worst."),
    run_inspect};

}  // namespace tasma::cli
