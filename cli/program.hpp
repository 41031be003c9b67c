#pragma once

#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/reporter.hpp"
#include "pipeline/core/exit_code.hpp"

namespace tasma::cli {

/// What a run of tasma finds around it.
struct Surroundings {
  std::ostream& out;                               // results
  std::ostream& err;                               // everything else
  Terminal terminal;                               // what `err` is
  std::map<std::string, std::string> environment;  // TASMA_* at least
  std::function<int()> signal = [] { return 0; };  // 0, SIGINT or SIGTERM: asks the run to stop
};

/// tasma, from the words behind its name to its exit code. Throws nothing that it can explain.
ExitCode run_program(const std::vector<std::string>& words, const Surroundings& surroundings);

/// The language asked for by --lang or TASMA_LANG, before anything is checked; empty if none is.
std::string language_of(const std::vector<std::string>& words, const std::map<std::string, std::string>& environment);

}  // namespace tasma::cli
