#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/cluster/slurm.hpp"
#include "pipeline/cluster/step.hpp"

namespace tasma::pipeline {

/// What was handed to Slurm for one film, and what its machines must be like: OUT/.tasma.slurm/FILM/submission.json.
struct Submission {
  struct QueuedStep {
    Step step;
    std::string job;  // its number
    int tasks = 1;
  };
  std::string film;
  std::vector<std::string> reels;
  std::vector<QueuedStep> steps;  // in order
  std::string toolchain;          // toolchain() where it was submitted
  std::string processor;          // restoration::processor_features() there

  std::vector<std::string> jobs() const;
};

/// Scripts, logs and record of a film's submission.
std::filesystem::path submission_folder(const std::filesystem::path& output, const std::string& film);

/// As one JSON document, schema "tasma.submission/1".
std::string submission_json(const Submission& submission);

void write_submission(const std::filesystem::path& output, const Submission& submission);

/// Nothing if there is none that can be read.
std::optional<Submission> read_submission(const std::filesystem::path& output, const std::string& film);

/// All of them, by film.
std::vector<Submission> read_submissions(const std::filesystem::path& output);

}  // namespace tasma::pipeline
