#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/batch/film_record.hpp"
#include "pipeline/cluster/submission.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// How one film or reel of an output folder stands at this moment.
struct Standing {
  std::string id;
  std::string owner;                 // who is at work on it; empty: nobody
  std::optional<FilmRecord> record;  // of the last batch; nothing if it was in none
  bool in_turn = false;              // a batch is at work here, and is to go on with this film later
  std::uint64_t work_bytes = 0;      // of its work in progress

  /// Where it was submitted to Slurm: how its steps stand in the queue, those that are through left out.
  struct Queue {
    bool answers = true;
    std::vector<std::pair<Step, Queued>> steps = {};
    std::int64_t segments = 0;  // that lie there finished
  };
  std::optional<Queue> queue = {};
};

/// `tasma status`: films and reels of which there is a record, a claim, a submission or work in progress, by id. Throws
/// Error(no_input) if there is no such folder.
std::vector<Standing> status(const std::filesystem::path& output, const Resources& resources);

/// As one document, schema "tasma.status/1".
std::string status_json(const std::vector<Standing>& standings);

/// Work in progress that nobody is at, and its size. The command that began it would go on with it.
struct Abandoned {
  std::string id;
  std::uint64_t bytes = 0;
};

/// `tasma clean`: removes abandoned work in progress from the output and the work folder, and nothing else; a dry run
/// only lists it. Throws Error(no_input) if there is no such folder.
std::vector<Abandoned> clean(const std::filesystem::path& output, const Resources& resources, bool dry_run,
                             Observer& observer);

/// As one document, schema "tasma.clean/1": what was removed, or would be.
std::string clean_json(const std::vector<Abandoned>& abandoned, bool dry_run);

}  // namespace tasma::pipeline
