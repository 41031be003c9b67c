#pragma once

#include "pipeline/cluster/submission.hpp"

namespace tasma::pipeline {

/// How a film is handed to Slurm.
struct SubmitSettings {
  std::vector<std::string> words;  // behind `tasma submit`, but for the step, to have one done
  int at_once = 0;                 // tasks of a step; 0: as many as Slurm likes
  bool screens = true;             // false: what is to be shown waits for an answer
};

/// The steps that the job needs, and in how many tasks, without their numbers. Reads names and headers of the scans.
std::vector<Submission::QueuedStep> steps_of(const Job& job, bool screens);

/// Queues the steps of `run`, each to begin when the one before has ended well. Output and scans must be where all
/// machines see them under the same names, and this program, too. Throws Error: try_later if Slurm does not take them,
/// or if tasks of this film are still in the queue; what writing to the output throws.
Submission submit(const Job& job, const std::filesystem::path& output, const SubmitSettings& settings);

}  // namespace tasma::pipeline
