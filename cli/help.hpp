#pragma once

#include <ostream>
#include <span>
#include <utility>

#include "cli/command.hpp"

namespace tasma::cli {

/// `tasma --help`: commands, exit codes.
void print_help(std::ostream& out);

/// `tasma COMMAND --help`: usage, what it does, its options from the one table.
void print_help(const Command& command, std::ostream& out);

/// The first lines of help, for who typed `tasma` alone.
void print_short_help(std::ostream& out);

/// What tasma is, and where options may be given: paragraphs of help and manual page, in English (keys of gettext).
const char* introduction();
const char* about_options();

/// The exit codes and what they mean, in English.
std::span<const std::pair<const char*, const char*>> exit_codes();

}  // namespace tasma::cli
