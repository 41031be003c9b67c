#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"

namespace tasma::cli {

/// A command line behind the command's name.
struct CommandLine {
  Layer options;
  std::vector<std::string> operands;
};

/// Reads `--option=value`, `--option value` and `--`. Throws Error(usage): an unknown option with the nearest known,
/// one that `taker` does not take, a missing or needless value, a repetition.
CommandLine read_command_line(std::span<const std::string> words, Taker taker, std::string_view command);

/// The TASMA_* variables that `taker` takes; an empty one counts as unset, unknown ones are somebody else's.
Layer read_environment(const std::map<std::string, std::string>& environment, Taker taker);

}  // namespace tasma::cli
