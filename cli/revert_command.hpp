#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command revert_command;

}  // namespace tasma::cli
