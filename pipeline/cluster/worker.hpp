#pragma once

#include "pipeline/batch/child.hpp"
#include "pipeline/cluster/step.hpp"

namespace tasma::pipeline {

/// One task of a film in the queue: does the work in a process of its own, and minds it. A fault of the surroundings
/// (of input and output, a lock, a process that was killed) puts the task back into the queue, three times at most; a
/// machine that would make other bytes than the film was submitted for has it done on another. How the film stands in
/// the end, or why it went no further, is recorded as by a batch. Returns how the task ends for Slurm: findings are for
/// people, so ok. Throws Error(try_later) on a machine that is not alike.
ExitCode mind_task(const Job& job, const std::filesystem::path& output, Step step, const Child::Work& work,
                   Observer& observer);

}  // namespace tasma::pipeline
