#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace tasma::cli::docs {

/// The options that a command takes, in the order of the table.
std::vector<const Option*> options_of(const Command& command);

/// The words that an option's value is one of, out of "light, normal or strong"; empty where the table says more than
/// words, or the value is a list.
std::vector<std::string> choices_of(const Option& option);

/// The words with `between` between them.
std::string joined(const std::vector<std::string>& words, std::string_view between);

/// A text with `marked` in place of each `mark`.
std::string replaced(std::string_view text, std::string_view mark, std::string_view marked);

}  // namespace tasma::cli::docs
