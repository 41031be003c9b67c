#pragma once

#include "cli/command.hpp"

namespace tasma::cli {

extern const Command survey_command;

}  // namespace tasma::cli
