#include "cli/verify_command.hpp"

#include <array>

#include "cli/outcome.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/inspect.hpp"

namespace tasma::cli {
namespace {

/// What a level has looked at, and what not.
const char* meaning_of(pipeline::Level level) {
  switch (level) {
    case pipeline::Level::structure:
      return gettext_noop("everything is there; this proves nothing about content, which was not read");
    case pipeline::Level::fixity:
      return gettext_noop("every byte was read");
    case pipeline::Level::full:
      return gettext_noop(
          "every byte was read, every frame decoded and every file of the scan put together; of a DCP every codestream "
          "looked at");
  }
  return "";
}

[[maybe_unused]] constexpr std::array verdicts{gettext_noop("sound"),     gettext_noop("sound, with remarks"),
                                               gettext_noop("not sound"), gettext_noop("not checked"),
                                               gettext_noop("missing"),   gettext_noop("due")};

void print_verdict(const std::string& package, const pipeline::Outcome& outcome, const Invocation& invocation,
                   Console& console) {
  const auto code = exit_code_of(outcome.findings);
  console.out << printable(std::string_view(package)) << ": " << translated(pipeline::verdict_of(code)) << " ("
              << pipeline::name_of(invocation.request.level) << ": " << translated(meaning_of(invocation.request.level))
              << ")\n";
  print_findings(outcome.findings, invocation.request.verbose, console.out);
}

void check_shelf_options(const Invocation& invocation) {
  const auto& request = invocation.request;
  if (request.shelf.shelf.empty()) {
    for (const auto* option : {"older-than", "register", "until"})
      if (invocation.gives(option))
        throw Error(ExitCode::usage, Message("T1210", "--{1} needs --shelf: the folder of the packages", {option}));
  } else if (!invocation.operands.empty() || invocation.gives("against") || invocation.gives("certificate")) {
    throw Error(ExitCode::usage, Message("T1211",
                                         "--shelf stands for all that is checked; name nothing beside it, and "
                                         "no --against"));
  }
}

ExitCode run_shelf(const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  auto check = request.shelf;
  check.level = request.level;
  check.dry_run = request.job.dry_run;
  if (request.until) check.until = next(*request.until);
  const auto tell = [&](const pipeline::ShelvedPackage& package) {
    console.reporter.finish();
    record_findings(package.findings, console);
    if (package.failure) console.reporter.error(*package.failure);
    if (request.json) return;
    console.out << package.line.package << ": " << translated(package.line.verdict) << '\n';
    print_findings(package.findings, request.verbose, console.out);
    console.out.flush();
  };
  const auto report = pipeline::verify_shelf(check, request.job.resources, console.reporter, tell);
  console.reporter.finish();
  if (request.json)
    console.out << pipeline::shelf_json(check, report);
  else if (report.left > 0)
    console.out << fill(translated(gettext_noop("left for the next time: {1}")),
                        std::array{std::to_string(report.left)})
                << '\n';
  return report.exit_code();
}

ExitCode run_verify(const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  const auto& deletion = request.deletion;
  check_shelf_options(invocation);
  if (!request.shelf.shelf.empty()) return run_shelf(invocation, console);
  if (!deletion.scan.empty())
    return print_outcome(
        pipeline::verify_against({invocation.operands.begin(), invocation.operands.end()},
                                 {deletion.scan, deletion.certificate, deletion.least_copies, request.job.overwrite},
                                 request.job.resources, console.reporter),
        invocation, console);
  if (!deletion.certificate.empty())
    throw Error(ExitCode::usage, Message("T1083", "--certificate needs --against: the scan it is for"));
  return for_each_operand(invocation, console, "verifications", [&](const std::string& package) {
    const auto outcome =
        pipeline::verify(package, request.level, request.shelf.storage, request.job.resources, console.reporter);
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
    "PACKAGE|MASTER|DCP...|--shelf DIR",
    true,
    false,
    gettext_noop("proves that a package, master or DCP is as it was made"),
    gettext_noop(
        "Looks whether everything is there (structure: proves nothing about content), has the digest or CRC-32 "
        "it was written with (fixity), and decodes to the recorded frames and files (full). A DCP, anybody's, is "
        "checked by its own lists and by what SMPTE and RDD 52 ask of it. Ends with 0 (sound), 3 (remarks) or 65 "
        "(damaged, missing or different). With --against, whether a scan may be deleted: "
        "whether every file of it, as it is today, comes back from each of the copies. With --shelf, "
        "every package below a folder, night by night: each check is entered in a register, and the next call goes on "
        "where it stopped."),
    run_verify};

}  // namespace tasma::cli
