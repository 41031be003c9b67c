#include "cli/outcome.hpp"

#include <algorithm>
#include <array>

#include "cli/failure.hpp"
#include "cli/meter.hpp"
#include "cli/reporter.hpp"
#include "cli/text.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/inspect.hpp"

namespace tasma::cli {
namespace {

[[maybe_unused]] constexpr std::array words{
    gettext_noop("preservation"), gettext_noop("restored"), gettext_noop("screening"), gettext_noop("master"),
    gettext_noop("survey"),       gettext_noop("note"),     gettext_noop("remark"),    gettext_noop("refusal")};

void print_product(const pipeline::Product& product, bool dry_run, std::ostream& out) {
  out << translated(product.kind) << ' ' << product.reel << ": " << printable(product.path) << " (";
  if (product.frames > 0)
    out << fill(translated(gettext_noop("{1} frames")), std::array{std::to_string(product.frames)}) << ", ";
  out << (dry_run ? translated(gettext_noop("about")) + ' ' : "") << readable_bytes(static_cast<double>(product.bytes))
      << ')';
  if (product.made_before) out << ' ' << translated(gettext_noop("made before; nothing done"));
  out << '\n';
}

std::string frames_of(const FindingGroup& group) {
  if (!group.first_frame) return {};
  if (group.first_frame == group.last_frame)
    return fill(translated(gettext_noop("frame {1}")), std::array{std::to_string(*group.first_frame)});
  return fill(translated(gettext_noop("frames {1} to {2}")),
              std::array{std::to_string(*group.first_frame), std::to_string(*group.last_frame)});
}

/// "remark missing_frame, 3 times, frames 12 to 20: no file has this number; scan it again"
void print_group(const FindingGroup& group, std::ostream& out) {
  const auto& finding = group.first;
  out << translated(name_of(finding.severity)) << ' ' << name_of(finding.code);
  if (group.count > 1)
    out << ", " << fill(translated(gettext_noop("{1} times")), std::array{std::to_string(group.count)});
  if (const auto frames = frames_of(group); !frames.empty()) out << ", " << frames;
  if (group.count == 1 && !finding.file.empty()) out << ", " << printable(finding.file);
  out << ": " << translated(finding.message) << '\n';
}

/// What the screening waits for; --quiet does not silence it.
void print_questions(const pipeline::Outcome& outcome, Console& console) {
  for (const auto& question : outcome.questions) {
    const auto why = translated(question.message);
    console.reporter.error(question.is_of_one ? Message("T1193", "{1}: {2}; answer {3} in [[reel]] {1} of the job file",
                                                        {question.reel, why, question.job_line()})
                                              : Message("T1190", "{1}: {2}; answer {3}, or {4} in its [[reel]]",
                                                        {question.reel, why, question.option(), question.job_line()}));
  }
  if (outcome.questions.empty()) return;
  console.reporter.error(
      Message("T1191", "no screening copy was made yet; the same command with the answers goes on from here"));
  if (!outcome.contact_sheet.empty())
    console.reporter.error(Message("T1192", "{1}: how it would look with them", {printable(outcome.contact_sheet)}));
}

}  // namespace

void print_findings(const std::vector<Finding>& findings, bool each, std::ostream& out) {
  if (each) {
    for (const auto& finding : findings) print_group({finding, 1, finding.frame, finding.frame}, out);
  } else {
    for (const auto& group : grouped(findings)) print_group(group, out);
  }
}

void record_findings(const std::vector<Finding>& findings, Console& console) {
  for (const auto& group : grouped(findings))
    console.reporter.record(name_of(group.first.severity), group.first.message.id, translated(group.first.message));
}

ExitCode print_outcome(const pipeline::Outcome& outcome, const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  console.reporter.finish();
  for (const auto& product : outcome.products)
    console.reporter.record("info", "", product.kind + ' ' + product.reel + ": " + product.path.string());
  record_findings(outcome.findings, console);
  print_questions(outcome, console);
  if (request.json) {
    console.out << pipeline::outcome_json(outcome) << '\n';
    return outcome.exit_code();
  }
  for (const auto& product : outcome.products) print_product(product, request.job.dry_run, console.out);
  if (request.job.dry_run && outcome.peak_space > 0)
    console.out << fill(translated(gettext_noop("space needed at most: {1}")),
                        std::array{readable_bytes(static_cast<double>(outcome.peak_space))})
                << '\n'
                << fill(translated(gettext_noop("time needed, roughly: {1}")),
                        std::array{readable_time(outcome.seconds)})
                << '\n';
  print_findings(outcome.findings, request.verbose, console.out);
  return outcome.exit_code();
}

ExitCode for_each_operand(const Invocation& invocation, Console& console, std::string_view name,
                          const std::function<Part(const std::string&)>& one) {
  auto heaviest = ExitCode::ok;
  std::vector<std::string> documents;
  for (const auto& operand : invocation.operands) {
    Part part;
    try {
      part = one(operand);
    } catch (...) {
      const auto failure = explain_failure();
      if (invocation.operands.size() == 1 || failure.code == ExitCode::interrupted ||
          failure.code == ExitCode::terminated)
        throw;
      console.reporter.error(failure.message);
      part = {failure.code, failure_json(failure)};
    }
    heaviest = std::max(heaviest, part.code);
    documents.push_back(std::move(part.json));
  }
  console.reporter.finish();
  if (!invocation.request.json) return heaviest;
  if (documents.size() == 1) {
    console.out << documents[0] << '\n';
    return heaviest;
  }
  console.out << R"({"schema":"tasma.)" << name << R"(/1",")" << name << R"(":[)";
  for (std::size_t i = 0; i < documents.size(); ++i) console.out << (i > 0 ? ",\n" : "\n") << documents[i];
  console.out << "]}\n";
  return heaviest;
}

}  // namespace tasma::cli
