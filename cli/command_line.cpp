#include "cli/command_line.hpp"

#include <algorithm>
#include <boost/program_options.hpp>

#include "cli/commands.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

namespace po = boost::program_options;

/// "--rate" of whatever form Boost gives the name back in.
std::string dashed(const std::string& name) { return name.starts_with('-') ? name : "--" + name; }

[[noreturn]] void refuse_unknown(const std::string& given, Taker taker, std::string_view command) {
  const auto word = dashed(given).substr(0, dashed(given).find('='));
  const auto* elsewhere = find_option(word.substr(std::min(word.size(), word.find_first_not_of('-'))));
  const std::string where = command.empty() ? "tasma" : "tasma " + std::string(command);
  if (elsewhere != nullptr && word.starts_with("--")) {
    std::string takers;
    for (const auto* candidate : commands())
      if ((elsewhere->takers & candidate->taker) != 0)
        takers += (takers.empty() ? "" : ", ") + std::string(candidate->name);
    throw Error(ExitCode::usage, takers.empty()
                                     ? Message("T1002", "{1} stands alone: tasma {1}", {word})
                                     : Message("T1003", "{1} is no option of {2} but of: {3}", {word, where, takers}));
  }
  std::vector<std::string> known;
  for (const auto& option : options())
    if ((option.takers & taker) != 0) known.push_back("--" + std::string(option.name));
  const std::string near(nearest(word, known));
  throw Error(ExitCode::usage,
              near.empty() ? Message("T1004", "{1} is no option of {2}; see {2} --help", {word, where})
                           : Message("T1005", "{1} is no option of {2}; did you mean {3}?", {word, where, near}));
}

/// What Boost could not read, in our words.
[[noreturn]] void refuse(const po::invalid_command_line_syntax& problem, Taker taker, std::string_view command) {
  const auto word = dashed(problem.get_option_name());
  const auto* option = find_option(word.substr(word.find_first_not_of('-')));
  if (option == nullptr) refuse_unknown(word, taker, command);
  if (option->kind == Kind::flag)
    throw Error(ExitCode::usage, Message("T1006", "{1} takes no value; write it alone", {word}));
  throw Error(ExitCode::usage, Message("T1007", "{1} needs a value; give {2}", {word, translated(option->allowed)}));
}

po::parsed_options parse(std::span<const std::string> words, Taker taker, std::string_view command) {
  po::options_description known;
  for (const auto& option : options()) {
    if ((option.takers & taker) == 0) continue;
    const std::string name(option.name);
    // Names of files hold spaces, so every value is read as a string, whole.
    option.kind == Kind::flag ? known.add_options()(name.c_str(), "")
                              : known.add_options()(name.c_str(), po::value<std::string>(), "");
  }
  try {
    // Shortened names are not guessed: a later option would break the scripts that use them.
    return po::command_line_parser(std::vector<std::string>(words.begin(), words.end()))
        .options(known)
        .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
        .run();
  } catch (const po::unknown_option& problem) {
    refuse_unknown(problem.get_option_name(), taker, command);
  } catch (const po::invalid_command_line_syntax& problem) {
    refuse(problem, taker, command);
  }
}

}  // namespace

CommandLine read_command_line(std::span<const std::string> words, Taker taker, std::string_view command) {
  CommandLine line;
  for (const auto& word : parse(words, taker, command).options) {
    if (word.position_key >= 0) {
      line.operands.insert(line.operands.end(), word.value.begin(), word.value.end());
      continue;
    }
    const auto* option = find_option(word.string_key);
    const auto before = std::ranges::find(line.options, option, &Given::option);
    if (before == line.options.end()) {
      line.options.push_back({option, word.value, dashed(word.string_key)});
    } else if (option->repeatable) {
      before->values.insert(before->values.end(), word.value.begin(), word.value.end());
    } else {
      throw Error(ExitCode::usage, Message("T1008", "{1} is given twice; give it once", {dashed(word.string_key)}));
    }
  }
  return line;
}

Layer read_environment(const std::map<std::string, std::string>& environment, Taker taker) {
  Layer layer;
  for (const auto& option : options()) {
    if ((option.takers & taker) == 0 || option.name == "help" || option.name == "version") continue;
    const auto variable = environment.find(variable_of(option));
    if (variable == environment.end() || variable->second.empty()) continue;
    if (option.kind == Kind::flag) {
      if (is_no(variable->second)) continue;
      if (!is_yes(variable->second))
        throw Error(ExitCode::usage, Message("T1009", "{1}: \"{2}\" is neither yes nor no; give 1 or 0",
                                             {variable->first, variable->second}));
    }
    layer.push_back({&option, {variable->second}, variable->first});
  }
  return layer;
}

}  // namespace tasma::cli
