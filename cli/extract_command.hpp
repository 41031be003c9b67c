#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command extract_command;

}  // namespace tasma::cli
