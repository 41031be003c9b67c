#include "cli/docs/manual.hpp"

#include <array>
#include <string>
#include <utility>

#include "cli/commands.hpp"
#include "cli/docs/table.hpp"
#include "cli/help.hpp"
#include "pipeline/versions.hpp"

namespace tasma::cli::docs {
namespace {

using Entries = std::span<const std::pair<const char*, const char*>>;

/// A text as roff shows it letter by letter: typed minus signs and apostrophes, no line that is taken for a request.
std::string roff(std::string_view text) {
  auto safe = replaced(replaced(replaced(text, "\\", "\\e"), "-", "\\-"), "'", "\\(aq");
  return safe.starts_with('.') ? "\\&" + safe : safe;
}

void print_entry(std::ostream& out, std::string_view head, std::string_view text) {
  out << ".TP\n" << head << '\n' << roff(text) << '\n';
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string usage_of(const Command& command) {
  return bold(std::string(command.name)) + ' ' + italic(command.operands) +
         (command.needs_output ? ' ' + bold("--output") + ' ' + italic("PATH") : "");
}

void print_synopsis(std::ostream& out) {
  out << ".SH SYNOPSIS\n";
  const char* next_line = "";
  for (const auto* command : commands()) {
    out << next_line << bold("tasma") << ' ' << usage_of(*command) << " [" << italic("options") << "]\n";
    next_line = ".br\n";
  }
  out << ".br\n" << bold("tasma help") << " [" << italic("COMMAND") << "]\n.br\n" << bold("tasma --version") << '\n';
}

void print_commands(std::ostream& out) {
  out << ".SH COMMANDS\n";
  for (const auto* command : commands()) {
    print_entry(out, usage_of(*command), command->summary);
    out << ".IP\n" << roff(command->description) << '\n';
  }
}

/// Who takes an option that not everybody takes, and where it stands in a job file.
void print_places(std::ostream& out, const Option& option) {
  std::vector<std::string> takers;
  for (const auto* command : commands())
    if ((option.takers & command->taker) != 0) takers.emplace_back(command->name);
  if (option.group != Group::general && !takers.empty()) out << "Of " << roff(joined(takers, ", ")) << ".\n";
  if (!option.key.empty())
    out << "In a job file: " << bold(option.key) << " in " << bold('[' + std::string(option.table) + ']') << ".\n";
}

void print_options(std::ostream& out, const char* title, Group group) {
  out << ".SS " << title << '\n';
  for (const auto& option : options()) {
    if (option.group != group) continue;
    const auto value = option.value_name.empty() ? std::string() : ' ' + italic(option.value_name);
    print_entry(out, bold("--" + std::string(option.name)) + value, std::string(option.help) + '.');
    print_places(out, option);
  }
}

void print_section(std::ostream& out, const char* title, Entries entries) {
  out << ".SH " << title << '\n';
  for (const auto& [head, text] : entries) print_entry(out, bold(head), text);
}

constexpr std::array<std::pair<const char*, const char*>, 4> variables{{
    {"TASMA_LOCALE_DIR", "The folder of the translations, instead of the one that was installed with the program."},
    {"LANGUAGE, LC_ALL, LC_MESSAGES, LANG", "The language of messages, where neither --lang nor TASMA_LANG names one."},
    {"NO_COLOR", "Set to anything: the bar has no colour."},
    {"TERM", "\"dumb\" or not set: there is no bar."},
}};

constexpr std::array<std::pair<const char*, const char*>, 5> files{{
    {"OUT/ID/preservation, OUT/ID/restored-N",
     "Packages (BagIt) of a reel: its preservation master, its restorations."},
    {"OUT/FILM/screening-N", "The package of a film's screening copies."},
    {"OUT/.tasma/ID", "Work in progress, from which the same command goes on; gone when all is done."},
    {"OUT/.tasma/ID.lock", "Held while a run is at work on this reel."},
    {"NAME.plan.jsonl", "Beside a restored master or a folder of restored frames: what was done to each frame."},
}};

}  // namespace

void print_manual(std::ostream& out) {
  out << ".\\\" Made from tasma's tables of commands and options.\n"
      << ".TH tasma 1 \"\" \"" << roff(pipeline::version()) << "\" \"User Commands\"\n.nh\n.ad l\n"
      << ".SH NAME\ntasma \\- archival film: preservation, restoration and screening masters\n";
  print_synopsis(out);
  out << ".SH DESCRIPTION\n" << roff(introduction()) << '\n';
  print_commands(out);
  out << ".SH OPTIONS\n" << roff(about_options()) << '\n';
  print_options(out, "Facts of a scan", Group::facts);
  print_options(out, "Of some commands", Group::work);
  print_options(out, "Everywhere", Group::general);
  print_section(out, "ENVIRONMENT", variables);
  print_section(out, "FILES", files);
  print_section(out, "EXIT STATUS", exit_codes());
}

}  // namespace tasma::cli::docs
