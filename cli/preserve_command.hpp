#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command preserve_command;

}  // namespace tasma::cli
