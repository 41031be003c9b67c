#include "cli/help.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/commands.hpp"
#include "cli/text.hpp"

namespace tasma::cli {
namespace {

constexpr std::size_t width = 80, indent = 30;  // columns

/// Prints words from column `at` on, in lines of at most `width`, each next one beginning at `margin`.
void print_wrapped(std::ostream& out, std::string_view text, std::size_t at, std::size_t margin) {
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (!first && at + 1 + columns_of(word) > width) {
      out << '\n' << std::string(margin, ' ');
      at = margin;
      first = true;
    }
    out << (first ? "" : " ") << word;
    at += columns_of(word) + !first;
    first = false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out << '\n';
}

/// "  NAME      what it is"
void print_entry(std::ostream& out, const std::string& name, std::string_view text, std::size_t margin) {
  const auto head = "  " + name;
  out << head;
  if (columns_of(head) + 2 > margin) {
    out << '\n' << std::string(margin, ' ');
  } else {
    out << std::string(margin - columns_of(head), ' ');
  }
  print_wrapped(out, translated(text), margin, margin);
}

void print_options(std::ostream& out, Takers takers, Group group, const char* title) {
  const auto wanted = [&](const Option& option) { return option.group == group && (option.takers & takers) != 0; };
  if (std::ranges::none_of(options(), wanted)) return;
  out << '\n' << translated(title) << '\n';
  for (const auto& option : options()) {
    if (!wanted(option)) continue;
    auto name = "--" + std::string(option.name);
    if (!option.value_name.empty()) name += ' ' + std::string(option.value_name);
    print_entry(out, name, option.help, indent);
  }
}

void print_usage(std::ostream& out, const Command& command) {
  out << translated(gettext_noop("usage:")) << " tasma " << command.name << ' ' << command.operands
      << (command.needs_output ? " --output PATH" : "") << ' ' << translated(gettext_noop("[options]")) << '\n';
}

constexpr std::array<std::pair<const char*, const char*>, 12> codes{{
    {"0", gettext_noop("all well")},
    {"2", gettext_noop("command line or job file wrong")},
    {"3", gettext_noop("done, with findings a person must see")},
    {"4", gettext_noop("of several, some failed")},
    {"65", gettext_noop("material refused or damaged, verification failed")},
    {"66", gettext_noop("no such input")},
    {"70", gettext_noop("a bug of ours")},
    {"73", gettext_noop("output cannot be made or exists")},
    {"74", gettext_noop("input or output, space or memory failed")},
    {"75", gettext_noop("try later")},
    {"77", gettext_noop("permission, refused path")},
    {"130, 143", gettext_noop("interrupted; the same command goes on")},
}};

void print_exit_codes(std::ostream& out) {
  out << '\n' << translated(gettext_noop("Exit codes")) << '\n';
  for (const auto& [code, meaning] : codes) print_entry(out, code, meaning, 12);
}

}  // namespace

std::span<const std::pair<const char*, const char*>> exit_codes() { return codes; }

const char* introduction() {
  return gettext_noop(
      "tasma turns scans of archival film into masters that last and masters that screen. Scans are only read.");
}

const char* about_options() {
  return gettext_noop(
      "An option may also be given as an environment variable (--frames-as as TASMA_FRAMES_AS) and, where it is about "
      "a "
      "film, in a job file; the command line counts more than the environment, that more than the job file.");
}

void print_short_help(std::ostream& out) {
  out << translated(gettext_noop("usage:")) << " tasma " << translated(gettext_noop("COMMAND")) << " ...\n"
      << translated(gettext_noop("tasma --help lists the commands; tasma run SCAN --output OUT does it all.")) << '\n';
}

void print_help(std::ostream& out) {
  out << translated(gettext_noop("usage:")) << " tasma " << translated(gettext_noop("COMMAND")) << " ...\n\n";
  print_wrapped(out, translated(introduction()), 0, 0);
  out << '\n' << translated(gettext_noop("Commands")) << '\n';
  for (const auto* command : commands()) print_entry(out, std::string(command->name), command->summary, 12);
  print_entry(out, "help", gettext_noop("tasma help COMMAND: its options; tasma --version: versions"), 12);
  print_exit_codes(out);
  out << '\n';
  print_wrapped(out, translated(about_options()), 0, 0);
}

void print_help(const Command& command, std::ostream& out) {
  print_usage(out, command);
  out << '\n';
  print_wrapped(out, translated(command.description), 0, 0);
  print_options(out, command.taker, Group::facts, gettext_noop("Facts of a scan"));
  print_options(out, command.taker, Group::work, gettext_noop("This command"));
  print_options(out, command.taker, Group::general, gettext_noop("Everywhere"));
}

}  // namespace tasma::cli
