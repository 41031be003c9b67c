#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command run_command;

}  // namespace tasma::cli
