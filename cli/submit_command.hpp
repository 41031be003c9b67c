#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command submit_command;

}  // namespace tasma::cli
