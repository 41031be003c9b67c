#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/batch/batch.hpp"
#include "pipeline/cluster/step.hpp"
#include "pipeline/commands.hpp"
#include "pipeline/job.hpp"
#include "pipeline/shelf/shelf.hpp"

namespace tasma::cli {

/// The commands as sets: each a bit, so that an option can name those that take it.
enum Taker : unsigned {
  nobody = 0,
  program = 1,  // tasma itself, without a command
  inspect = 2,
  preserve = 4,
  restore = 8,
  screen = 16,
  run = 32,
  verify = 64,
  extract = 128,
  revert = 256,
  survey = 512,
  batch = 1024,
  status = 2048,
  clean = 4096,
  submit = 8192,
};
using Takers = unsigned;

enum class ProgressKind { automatic, bar, plain, json, none };

/// Everything that can be asked for, with its defaults. Facts of a lone scan stand in `facts`; in a job each reel has
/// its own. Reels and film of `job` are filled from operands or job file.
struct Request {
  ScanFacts facts;
  pipeline::Job job;
  pipeline::SubtitlesJob subtitles;  // those of a film with one language, or one of several
  std::optional<std::string> reel;
  std::filesystem::path output;
  std::filesystem::path from;  // what to revert from
  std::optional<pipeline::FramesAs> frames_as;
  pipeline::ChosenFiles chosen;
  pipeline::Deletion deletion;
  pipeline::Level level = pipeline::Level::fixity;
  ProgressKind progress = ProgressKind::automatic;
  std::filesystem::path log;
  pipeline::BatchSettings batch;
  std::optional<std::chrono::minutes> until;       // of the day, where the machine stands
  std::filesystem::path scans, defaults, answers;  // of a batch
  pipeline::ShelfCheck shelf;                      // of verify
  std::string language;
  std::optional<pipeline::Step> step;  // of what was submitted
  pipeline::Share share;
  int at_once = 0;  // tasks; 0: as many as the queue starts
  bool checksums = false;
  bool list = false;
  bool json = false, quiet = false, verbose = false, help = false, version = false;
};

/// What an option's value looks like in a job file; on a command line all are words.
enum class Kind {
  flag,   // true or false; no value on the command line
  text,   // "hold"
  ratio,  // 24 or "24000/1001"
  list,   // "dust,flicker" or ["dust", "flicker"]
  path,   // relative ones count from the job file
};

enum class Group { facts, work, general };

/// One option, wherever it is given.
struct Option {
  std::string_view name;        // --name; TASMA_NAME in the environment
  std::string_view value_name;  // for help; empty for a flag
  Kind kind;
  Group group;
  Takers takers;
  std::string_view table, key;  // of the job file; empty: not there
  bool repeatable;              // several values, each by an option of its own
  const char* help;
  const char* allowed;                                          // completes "give ..."
  bool (*take)(Request&, std::span<const std::string> values);  // false: not allowed
};

/// The one table, in the order of --help.
std::span<const Option> options();

/// The option of that name; null if there is none.
const Option* find_option(std::string_view name);

/// The environment variable that stands for an option: --frames-as is TASMA_FRAMES_AS.
std::string variable_of(const Option& option);

/// An option as it was given somewhere, not yet looked at.
struct Given {
  const Option* option;
  std::vector<std::string> values;
  std::string origin;  // "--rate", "TASMA_RATE", "job.toml:4:8: rate"
};
using Layer = std::vector<Given>;

/// Whether the option of that name is among those given.
bool gives(const Layer& layer, std::string_view option);

/// Sets one value. Throws Error(usage) saying what is allowed.
void take(Request& request, const Given& given);

/// What the layers ask for together: the later over the earlier, all over the defaults. A value that is not allowed is
/// an Error(usage) also where a later layer would hide it.
Request request_of(std::initializer_list<const Layer*> layers);

}  // namespace tasma::cli
