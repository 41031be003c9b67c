#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tasma::pipeline {

/// What is asked of Slurm for one step: a batch job, or an array of so many tasks.
struct SlurmJob {
  std::string name;
  std::filesystem::path script, log;  // log: as sbatch's --output has it
  int tasks = 1;
  int at_once = 0;         // tasks of the array; 0: as Slurm likes
  int processors = 1;      // of a task
  std::string after = {};  // the job that must have ended well; empty: none
};

/// Queues it and returns its number. Throws Error(try_later) with sbatch's own words if that fails.
std::string sbatch(const SlurmJob& job);

/// How much of a job is still in the queue.
struct Queued {
  int running = 0, waiting = 0;
  std::string reason;  // why it waits, in Slurm's word, where that is not merely its turn
};

/// What squeue says of these jobs, those it no longer has left out; nothing if it does not answer.
std::optional<std::map<std::string, Queued>> squeue(const std::vector<std::string>& jobs);

/// Takes jobs out of the queue.
void scancel(const std::vector<std::string>& jobs);

enum class Where { anywhere, elsewhere };

/// Puts the task that this process belongs to back into the queue, if it belongs to one; Slurm ends it then. What kills
/// a task is not seen by Slurm as a reason to try again; a lost node is. `anywhere`: three times at most. `elsewhere`:
/// never again on this node, as long as there is another. False: it stays as it is.
bool requeue(Where where);

/// A word as the shell takes it for itself.
std::string quoted(const std::string& word);

}  // namespace tasma::pipeline
