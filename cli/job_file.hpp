#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "pipeline/job.hpp"

namespace tasma::cli {

/// A job file as it was written: TOML 1.0, `version = 1`. Tables and keys stand in docs of the job file and, for those
/// that are options too, in the table of options.
struct JobFile {
  struct Reel {
    std::string id;
    std::filesystem::path scan;
    std::optional<std::int64_t> first, last;  // frame numbers, both included
    decltype(pipeline::ReelJob::markers) markers;
    Layer facts;                                                      // its own, with the sound files that belong to it
    std::vector<std::pair<std::string, std::string>> catalogue = {};  // what a list says of it that is no option
    std::vector<pipeline::Answer> answers = {};                       // who has said some of `facts`
  };
  std::string film;
  Layer facts;                   // [scan]: of every reel
  Layer whole;                   // [restore], [[screen]]
  std::vector<Reel> reels;       // at least one, ids unique
  std::vector<Layer> subtitles;  // [subtitles], or each of [[subtitles]]
  std::vector<pipeline::SoundJob> sounds;
};

/// Reads and checks a job file; opens no scan. Relative paths count from the file's folder.
/// Throws Error: no_input or permission if it cannot be read, usage with file, line and column for everything else: bad
/// TOML, an unknown key (with the nearest known), a wrong type or value, a missing or repeated id.
JobFile read_job_file(const std::filesystem::path& file);

/// What films of a list have in common: a job file without film and reels. Throws as read_job_file().
JobFile read_defaults(const std::filesystem::path& file);

/// The job that a file asks for, under what environment and command line say instead.
/// Throws Error(usage) for --reel, for --sound where there are several reels, and for --subtitles where there are
/// several already.
pipeline::Job job_of(const JobFile& file, const Layer& environment, const Layer& command_line);

}  // namespace tasma::cli
