#include "pipeline/cluster/submission.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

constexpr auto schema = "tasma.submission/1";
constexpr auto folder_name = ".tasma.slurm";
constexpr auto file_name = "submission.json";

Json to_json(const Submission& submission) {
  Json steps = Json::array();
  for (const auto& [step, job, tasks] : submission.steps)
    steps.push_back({{"step", name_of(step)}, {"job", job}, {"tasks", tasks}});
  return {{"schema", schema},          {"film", submission.film},           {"reels", submission.reels},
          {"steps", std::move(steps)}, {"toolchain", submission.toolchain}, {"processor", submission.processor}};
}

/// Throws Json::exception for what is no record.
Submission from_json(const Json& json) {
  if (json.at("schema") != schema) throw Json::other_error::create(501, "schema", &json);
  Submission submission{json.at("film"), json.at("reels"), {}, json.at("toolchain"), json.at("processor")};
  for (const auto& entry : json.at("steps")) {
    const auto name = std::ranges::find(step_names, entry.at("step").get<std::string>());
    if (name == step_names.end()) throw Json::other_error::create(501, "step", &entry);
    submission.steps.push_back({static_cast<Step>(name - step_names.begin()), entry.at("job"), entry.at("tasks")});
  }
  return submission;
}

}  // namespace

std::vector<std::string> Submission::jobs() const {
  std::vector<std::string> numbers;
  for (const auto& step : steps) numbers.push_back(step.job);
  return numbers;
}

fs::path submission_folder(const fs::path& output, const std::string& film) { return output / folder_name / film; }

std::string submission_json(const Submission& submission) { return to_json(submission).dump(1) + '\n'; }

void write_submission(const fs::path& output, const Submission& submission) {
  write_file(submission_folder(output, submission.film) / file_name, submission_json(submission));
}

std::optional<Submission> read_submission(const fs::path& output, const std::string& film) {
  std::ifstream in(submission_folder(output, film) / file_name);
  try {
    if (in) return from_json(Json::parse(in));
  } catch (const Json::exception&) {
    // foreign or torn: as if it were not there
  }
  return std::nullopt;
}

std::vector<Submission> read_submissions(const fs::path& output) {
  std::vector<Submission> submissions;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(output / folder_name, none))
    if (auto submission = read_submission(output, entry.path().filename()))
      submissions.push_back(std::move(*submission));
  std::ranges::sort(submissions, {}, &Submission::film);
  return submissions;
}

}  // namespace tasma::pipeline
