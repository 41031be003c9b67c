#pragma once

#include <string>

#include "pipeline/census.hpp"
#include "pipeline/commands.hpp"

namespace tasma::pipeline {

/// A reel as it was surveyed.
struct Survey {
  std::filesystem::path scan;
  std::string reel;  // id
  Repairs asked;
  StreamInfo stream;  // of the pictures that were looked at
  Census census;      // empty where the scan was refused
  std::vector<Finding> findings;
};

/// `tasma survey`: measures and decides as restore() does, and renders nothing. Work in progress lies in the job's work
/// folder, or in one of the system's temporary folder; none of it is left. Throws Error: as restore().
Survey survey(const Job& job, Observer& observer);

/// What a dry run says: how long it would take and how big its work folder would grow.
Outcome survey_estimate(const Job& job);

/// The survey as one JSON document, schema "tasma.survey/1" (docs/survey.md).
std::string survey_json(const Survey& survey);

/// The same for people, without the findings.
std::string survey_text(const Survey& survey);

}  // namespace tasma::pipeline
