#pragma once

#include <ostream>

namespace tasma::cli::docs {

/// Completion for bash: commands, the options of each, the values of options that have a few. Where a file is wanted,
/// bash's own completion of names is left to do its work.
void print_bash_completion(std::ostream& out);

/// The same for zsh, with what each option is for.
void print_zsh_completion(std::ostream& out);

}  // namespace tasma::cli::docs
