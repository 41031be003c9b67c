#include "cli/verify_command.hpp"

#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/inspect.hpp"

namespace tasma::cli {
namespace {

/// What a level has looked at, and what not.
const char* meaning_of(pipeline::Level level) {
  switch (level) {
    case pipeline::Level::structure:
      return gettext_noop("files are there; what is in them was not read");
    case pipeline::Level::fixity:
      return gettext_noop("every byte was read");
    case pipeline::Level::full:
      return gettext_noop("every byte was read, every frame decoded, every file of the scan put together");
  }
  return "";
}

void print_verdict(const std::string& package, const pipeline::Outcome& outcome, const Invocation& invocation,
                   Console& console) {
  const auto code = exit_code_of(outcome.findings);
  console.out << printable(std::string_view(package)) << ": "
              << translated(code == ExitCode::ok         ? gettext_noop("sound")
                            : code == ExitCode::findings ? gettext_noop("sound, with remarks")
                                                         : gettext_noop("not sound"))
              << " (" << pipeline::name_of(invocation.request.level) << ": "
              << translated(meaning_of(invocation.request.level)) << ")\n";
  print_findings(outcome.findings, invocation.request.verbose, console.out);
}

ExitCode run_verify(const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  return for_each_operand(invocation, console, "verifications", [&](const std::string& package) {
    const auto outcome = pipeline::verify(package, request.level, request.job.resources, console.reporter);
    console.reporter.finish();
    record_findings(outcome.findings, console);
    if (request.json)
      return Part{exit_code_of(outcome.findings), pipeline::verification_json(package, request.level, outcome)};
    print_verdict(package, outcome, invocation, console);
    return Part{exit_code_of(outcome.findings), {}};
  });
}

}  // namespace

constinit const Command verify_command{
    verify,
    "verify",
    "PACKAGE...",
    true,
    false,
    gettext_noop("proves that a package is as it was made"),
    gettext_noop("Looks whether every file of a package is there (structure), has its digest (fixity), and decodes to "
                 "the recorded frames (full). Ends with 0 (sound), 3 (remarks) or 65 (damaged, missing or different)."),
    run_verify};

}  // namespace tasma::cli
