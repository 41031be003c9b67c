#pragma once

#include <span>
#include <string_view>

#include "cli/command.hpp"

namespace tasma::cli {

/// All commands, in the order of --help.
std::span<const Command* const> commands();

/// The command of that name; null if there is none.
const Command* find_command(std::string_view name);

}  // namespace tasma::cli
