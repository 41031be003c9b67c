#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command batch_command;

}  // namespace tasma::cli
