#pragma once

#include <ostream>

#include "cli/command.hpp"

namespace tasma::cli {

/// `tasma --help`: commands, exit codes.
void print_help(std::ostream& out);

/// `tasma COMMAND --help`: usage, what it does, its options from the one table.
void print_help(const Command& command, std::ostream& out);

/// The first lines of help, for who typed `tasma` alone.
void print_short_help(std::ostream& out);

}  // namespace tasma::cli
