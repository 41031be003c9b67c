#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command status_command;

}  // namespace tasma::cli
