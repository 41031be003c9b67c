#include "cli/commands.hpp"
#include "cli/docs/completion.hpp"
#include "cli/docs/table.hpp"

namespace tasma::cli::docs {
namespace {

std::vector<std::string> command_names() {
  std::vector<std::string> names{"help"};
  for (const auto* command : commands()) names.emplace_back(command->name);
  return names;
}

/// What follows an option: one of a few words, a name of a file, something that only the person knows, or nothing of
/// it.
void print_values(std::ostream& out) {
  std::vector<std::string> unknown, named;
  for (const auto& option : options()) {
    const auto name = "--" + std::string(option.name);
    if (const auto choices = choices_of(option); !choices.empty()) {
      out << "    " << name << ") _tasma_offer '" << joined(choices, " ") << "'; return ;;\n";
    } else if (option.kind != Kind::flag) {
      (option.kind == Kind::path ? named : unknown).push_back(name);
    }
  }
  out << "    " << joined(named, " | ") << ") return ;;\n"
      << "    " << joined(unknown, " | ") << ") compopt +o default; return ;;\n";
}

void print_options(std::ostream& out) {
  for (const auto* command : commands()) {
    std::vector<std::string> names;
    for (const auto* option : options_of(*command)) names.push_back("--" + std::string(option->name));
    out << "      " << command->name << ") _tasma_offer '" << joined(names, " ") << "' ;;\n";
  }
}

}  // namespace

void print_bash_completion(std::ostream& out) {
  const auto names = joined(command_names(), " ");
  out << R"(# bash completion of tasma, made from its tables of commands and options.
_tasma_offer() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }

_tasma() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
  COMPREPLY=()
  if [ "$before" = = ]; then  # --option=value is three words to bash
    before=${COMP_WORDS[COMP_CWORD - 2]}
  elif [ "$word" = = ]; then
    word=
  fi
  if [ "$COMP_CWORD" -eq 1 ]; then
    _tasma_offer ')"
      << names << R"( --help --version'
    return
  fi
  case $before in
)";
  print_values(out);
  out << R"(  esac
  case $word in
    -*) case $command in
)";
  print_options(out);
  out << R"(    esac ;;
    *) [ "$command" != help ] || _tasma_offer ')"
      << names << R"(' ;;
  esac
}
complete -o default -F _tasma tasma
)";
}

}  // namespace tasma::cli::docs
