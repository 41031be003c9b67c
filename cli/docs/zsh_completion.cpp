#include "cli/commands.hpp"
#include "cli/docs/completion.hpp"
#include "cli/docs/table.hpp"

namespace tasma::cli::docs {
namespace {

/// A text within single quotes, in which colons and brackets part the fields of _arguments and _describe.
std::string field(std::string_view text) {
  auto safe = replaced(text, "\\", "\\\\");
  for (const char* mark : {":", "[", "]"}) safe = replaced(safe, mark, std::string("\\") + mark);
  return replaced(safe, "'", "'\\''");
}

std::string action_of(const Option& option) {
  const auto choices = choices_of(option);
  if (!choices.empty()) return '(' + joined(choices, " ") + ')';
  return option.kind == Kind::path ? "_files" : "";
}

std::string argument(const Option& option) {
  const auto name = "--" + std::string(option.name);
  const auto help = '[' + field(option.help) + ']';
  if (option.kind == Kind::flag) return '\'' + name + help + '\'';
  return '\'' + std::string(option.repeatable ? "*" : "") + name + '=' + help + ':' + field(option.value_name) + ':' +
         action_of(option) + '\'';
}

}  // namespace

void print_zsh_completion(std::ostream& out) {
  out << R"(#compdef tasma
# zsh completion of tasma, made from its tables of commands and options.
_tasma_commands() {
  local -a names=(
)";
  for (const auto* command : commands()) out << "    '" << command->name << ':' << field(command->summary) << "'\n";
  out << R"(    'help:what a command does, and its options'
  )
  _describe command names
}

_tasma() {
  if ((CURRENT == 2)); then
    _tasma_commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
    help) _tasma_commands ;;
)";
  for (const auto* command : commands()) {
    out << "    " << command->name << ") _arguments -s -S";
    for (const auto* option : options_of(*command)) out << " \\\n      " << argument(*option);
    out << " \\\n      '*:" << field(command->operands) << ":_files' ;;\n";
  }
  out << R"(  esac
}

_tasma "$@"
)";
}

}  // namespace tasma::cli::docs
