#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"
#include "pipeline/core/exit_code.hpp"

namespace tasma::cli {

class Reporter;

/// One call of a command: what was given, read but for job files.
struct Invocation {
  Request request;                    // of environment and command line
  std::vector<std::string> operands;  // as many as the command takes
  Layer environment, command_line;    // once more as layers, to go over a job file

  /// Whether somebody named the option, and its value is not merely the default.
  bool gives(std::string_view option) const {
    return cli::gives(environment, option) || cli::gives(command_line, option);
  }
};

/// Where a command speaks: results on `out`, everything else through the reporter.
struct Console {
  std::ostream& out;
  Reporter& reporter;
};

/// What a command is, for the table in commands.cpp. Which options it takes stands in the table of options.
struct Command {
  Taker taker;
  std::string_view name;
  std::string_view operands;  // as usage shows them: "SCAN..."
  bool many_operands;         // more than one may be given
  bool needs_output;
  const char* summary;      // a line for the list of commands
  const char* description;  // for its own help
  ExitCode (*run)(const Invocation&, Console&);
};

}  // namespace tasma::cli
