#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command screen_command;

}  // namespace tasma::cli
