#include "cli/commands.hpp"

#include <algorithm>
#include <array>

#include "cli/batch_command.hpp"
#include "cli/clean_command.hpp"
#include "cli/extract_command.hpp"
#include "cli/inspect_command.hpp"
#include "cli/preserve_command.hpp"
#include "cli/restore_command.hpp"
#include "cli/revert_command.hpp"
#include "cli/run_command.hpp"
#include "cli/screen_command.hpp"
#include "cli/status_command.hpp"
#include "cli/submit_command.hpp"
#include "cli/survey_command.hpp"
#include "cli/verify_command.hpp"

namespace tasma::cli {
namespace {

constexpr std::array table{&inspect_command, &preserve_command, &extract_command, &survey_command, &restore_command,
                           &revert_command,  &screen_command,   &run_command,     &batch_command,  &submit_command,
                           &status_command,  &clean_command,    &verify_command};

}  // namespace

std::span<const Command* const> commands() { return table; }

const Command* find_command(std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &Command::name);
  return found == table.end() ? nullptr : *found;
}

}  // namespace tasma::cli
