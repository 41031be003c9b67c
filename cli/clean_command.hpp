#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command clean_command;

}  // namespace tasma::cli
