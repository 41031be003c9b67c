#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command verify_command;

}  // namespace tasma::cli
