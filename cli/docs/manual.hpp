#pragma once

#include <ostream>

namespace tasma::cli::docs {

/// The manual page tasma(1) in the man macros of groff_man(7), from the tables of commands and options. No date: the
/// same source makes the same page.
void print_manual(std::ostream& out);

}  // namespace tasma::cli::docs
