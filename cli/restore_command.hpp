#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command restore_command;

}  // namespace tasma::cli
