#pragma once

#include <functional>
#include <string>

#include "cli/command.hpp"
#include "pipeline/commands.hpp"

namespace tasma::cli {

/// Prints what a command made and found, as text or JSON, and returns how tasma ends.
ExitCode print_outcome(const pipeline::Outcome& outcome, const Invocation& invocation, Console& console);

/// Findings, a line for those that say the same, or each by itself where --verbose asks for it.
void print_findings(const std::vector<Finding>& findings, bool each, std::ostream& out);

/// The same into the log.
void record_findings(const std::vector<Finding>& findings, Console& console);

/// What became of one operand of several.
struct Part {
  ExitCode code = ExitCode::ok;
  std::string json;  // a document; empty without --json, where the text is already printed
};

/// Does `one` for every operand, also after one has failed, and prints the documents: a single one as it is, several as
/// the list `name` of one document, schema "tasma.<name>/1". Returns the heaviest exit code. A stop ends it at once.
ExitCode for_each_operand(const Invocation& invocation, Console& console, std::string_view name,
                          const std::function<Part(const std::string& operand)>& one);

}  // namespace tasma::cli
