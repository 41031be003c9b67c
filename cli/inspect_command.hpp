#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command inspect_command;

}  // namespace tasma::cli
