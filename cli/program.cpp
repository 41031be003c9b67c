#include "cli/program.hpp"

#include <algorithm>
#include <csignal>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/failure.hpp"
#include "cli/help.hpp"
#include "cli/job.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"
#include "cli/version.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

/// Whether the failure of a command line that cannot be read is wanted as JSON all the same.
bool wants_json(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment) {
  const auto end = std::ranges::find(words, "--");
  const auto variable = environment.find("TASMA_JSON");
  return std::find(words.begin(), end, "--json") != end || (variable != environment.end() && is_yes(variable->second));
}

const Command& command_called(const std::string& name) {
  if (const auto* command = find_command(name)) return *command;
  std::vector<std::string_view> names{"help"};
  for (const auto* command : commands()) names.push_back(command->name);
  const std::string near(nearest(name, names));
  throw Error(ExitCode::usage, near.empty()
                                   ? Message("T1070", "{1} is no command of tasma; see tasma --help", {name})
                                   : Message("T1071", "{1} is no command of tasma; did you mean {2}?", {name, near}));
}

/// `tasma --help`, `tasma --version`.
ExitCode run_without_command(const std::vector<std::string>& words, const Surroundings& around) {
  const auto line = read_command_line(words, program, "");
  const auto request = request_of({&line.options});
  if (request.version) {
    print_version(request.json, around.out);
  } else if (request.help) {
    print_help(around.out);
  } else if (!line.operands.empty()) {
    throw Error(ExitCode::usage,
                Message("T1072", "options follow the command: tasma {1} ...", {line.operands.front()}));
  } else {
    print_short_help(around.err);
    return ExitCode::usage;
  }
  return ExitCode::ok;
}

ExitCode run_help(const std::vector<std::string>& words, const Surroundings& around) {
  const auto line = read_command_line(std::span(words).subspan(1), program, "help");
  line.operands.empty() ? print_help(around.out) : print_help(command_called(line.operands[0]), around.out);
  return ExitCode::ok;
}

void check_operands(const Command& command, const Invocation& invocation) {
  if (invocation.request.list) return;
  const std::string name(command.name), operands(command.operands);
  const auto& request = invocation.request;
  const bool has_folder = !request.scans.empty() || !request.shelf.shelf.empty();  // stands for operands
  if ((invocation.operands.empty() && !has_folder) ||
      std::ranges::find(invocation.operands, "") != invocation.operands.end())
    throw Error(ExitCode::usage, Message("T1073", "tasma {1} needs {2}; see tasma {1} --help", {name, operands}));
  if (invocation.operands.size() > 1 && !command.many_operands)
    throw Error(ExitCode::usage, Message("T1074", "tasma {1} takes one {2}, not {3} as well; quote names with spaces",
                                         {name, operands, invocation.operands[1]}));
  if (command.needs_output && invocation.request.output.empty())
    throw Error(ExitCode::usage, Message("T1075", "tasma {1} needs --output PATH", {name}));
  if (invocation.request.quiet && invocation.request.verbose)
    throw Error(ExitCode::usage, Message("T1076", "--quiet and --verbose contradict each other; give one"));
}

/// A batch's waiting, in thousandths: for tests alone.
void take_pace(Request& request, const std::map<std::string, std::string>& environment) {
  const auto given = environment.find("TASMA_BATCH_PACE");
  if (given == environment.end()) return;
  const auto thousandths = parse_number(given->second, 1, 1000);
  if (!thousandths) throw Error(ExitCode::usage, Message("T1078", "TASMA_BATCH_PACE must be 1 to 1000 thousandths"));
  auto& pace = request.batch.pace;
  for (auto* wait : {&pace.quiet, &pace.retry, &pace.heartbeat, &pace.patience}) *wait = *wait * *thousandths / 1000;
}

/// How long a segment is: for tests alone, which prove that it changes no byte.
void take_segment_length(Request& request, const std::map<std::string, std::string>& environment) {
  const auto length = environment.find("TASMA_SEGMENT_LENGTH");
  if (length == environment.end()) return;
  const auto frames = parse_number(length->second, 1, 100'000);
  if (!frames) throw Error(ExitCode::usage, Message("T1077", "TASMA_SEGMENT_LENGTH must be 1 to 100000 frames"));
  request.job.resources.segment_length = *frames;
}

/// How large a file of a copy may be that is cut: for tests alone, which make no 4 GB.
void take_part_size(Request& request, const std::map<std::string, std::string>& environment) {
  const auto size = environment.find("TASMA_PART_SIZE");
  if (size == environment.end()) return;
  const auto bytes = parse_size(size->second);
  if (!bytes) throw Error(ExitCode::usage, Message("T1140", "TASMA_PART_SIZE must be a size, such as 300K"));
  request.job.resources.part_bytes = *bytes;
}

ExitCode run_command_called(const Command& command, const std::vector<std::string>& words, const Surroundings& around,
                            Reporter& reporter) {
  auto line = read_command_line(std::span(words).subspan(1), command.taker, command.name);
  Invocation invocation{
      {}, std::move(line.operands), read_environment(around.environment, command.taker), std::move(line.options)};
  invocation.request = request_of({&invocation.environment, &invocation.command_line});
  if (invocation.request.help) {
    print_help(command, around.out);
    return ExitCode::ok;
  }
  take_segment_length(invocation.request, around.environment);
  take_pace(invocation.request, around.environment);
  take_part_size(invocation.request, around.environment);
  check_operands(command, invocation);
  check_log(invocation);
  reporter.configure(invocation.request);
  std::string told = "tasma";
  for (const auto& word : words) told += ' ' + word;
  reporter.record("info", "", told);
  Console console{around.out, reporter};
  const auto code = command.run(invocation, console);
  reporter.finish();
  reporter.record("info", "", "exit " + std::to_string(static_cast<int>(code)));
  return code;
}

ExitCode run_words(const std::vector<std::string>& words, const Surroundings& around, Reporter& reporter) {
  if (words.empty() || words[0].starts_with('-')) return run_without_command(words, around);
  if (words[0] == "help") return run_help(words, around);
  return run_command_called(command_called(words[0]), words, around, reporter);
}

}  // namespace

std::string language_of(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment) {
  const auto end = std::ranges::find(words, "--");
  for (auto word = words.begin(); word != end; ++word) {
    if (word->starts_with("--lang=")) return word->substr(7);
    if (*word == "--lang" && word + 1 != end) return word[1];
  }
  const auto variable = environment.find("TASMA_LANG");
  return variable == environment.end() ? "" : variable->second;
}

ExitCode run_program(const std::vector<std::string>& words, const Surroundings& around) {
  Reporter reporter(around.err, around.terminal, [&] { return around.signal() != 0; });
  try {
    return run_words(words, around, reporter);
  } catch (...) {
    auto failure = explain_failure();
    if (failure.code == ExitCode::interrupted && around.signal() == SIGTERM) failure.code = ExitCode::terminated;
    reporter.error(failure.message);
    reporter.record("info", "", "exit " + std::to_string(static_cast<int>(failure.code)));
    if (wants_json(words, around.environment)) around.out << failure_json(failure) << '\n';
    return failure.code;
  }
}

}  // namespace tasma::cli
