#include "pipeline/batch/status.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "pipeline/batch/claim.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/work_folder.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

void need(const fs::path& output) {
  if (!fs::is_directory(output))
    throw Error(ExitCode::no_input, Message("T4620", "{1}: no such output folder", {printable(output)}));
}

/// The ids of which work in progress lies in the output or the work folder.
std::set<std::string> ids_in_work(const fs::path& output, const Resources& resources) {
  std::set<std::string> ids;
  Resources in_output;
  for (const auto& where : {in_output, resources}) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(segments_folder(output, "x", where).parent_path(), none))
      if (entry.is_directory()) ids.insert(entry.path().filename());
  }
  return ids;
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code gone;
  for (const auto& entry : fs::recursive_directory_iterator(folder, gone))
    if (const auto size = entry.is_regular_file(gone) ? entry.file_size(gone) : 0; !gone) bytes += size;
  return bytes;
}

std::uint64_t work_bytes(const fs::path& output, const std::string& id, const Resources& resources) {
  const auto here = segments_folder(output, id, {}), elsewhere = segments_folder(output, id, resources);
  return bytes_below(here) + (elsewhere == here ? 0 : bytes_below(elsewhere));
}

std::int64_t finished_segments(const fs::path& folder) {
  std::int64_t count = 0;
  std::error_code gone;
  for (const auto& entry : fs::recursive_directory_iterator(folder, gone)) count += entry.path().extension() == ".json";
  return count;
}

/// How a submitted film stands; one that is done, by its record, needs no queue.
Standing::Queue queue_of(const fs::path& output, const Submission& submission) {
  Standing::Queue queue;
  std::set<std::string> ids(submission.reels.begin(), submission.reels.end());
  ids.insert(submission.film);
  for (const auto& id : ids) queue.segments += finished_segments(segments_folder(output, id, {}));
  const auto record = read_record(output, submission.film);
  if (submission.steps.empty() || (record && record->state == FilmState::done)) return queue;
  const auto jobs = squeue(submission.jobs());
  queue.answers = jobs.has_value();
  for (const auto& step : submission.steps)
    if (jobs && jobs->contains(step.job)) queue.steps.emplace_back(step.step, jobs->at(step.job));
  return queue;
}

/// The submitted film that work is of; the end if of none.
auto film_of(const std::vector<Submission>& submissions, const std::string& id) {
  return std::ranges::find_if(submissions, [&](const Submission& submission) {
    return submission.film == id || std::ranges::find(submission.reels, id) != submission.reels.end();
  });
}

/// The films and reels whose work in progress tasks in the queue count on; also where that cannot be known.
std::set<std::string> queued_ids(const fs::path& output) {
  std::set<std::string> ids;
  for (const auto& submission : read_submissions(output)) {
    const auto queue = queue_of(output, submission);
    if (queue.answers && queue.steps.empty()) continue;
    ids.insert(submission.film);
    ids.insert(submission.reels.begin(), submission.reels.end());
  }
  return ids;
}

/// Who is at work on films of a batch, by film; empty: he died.
std::map<std::string, std::string> owners(const fs::path& output) {
  const Claims claims(batch_folder(output), {});
  std::map<std::string, std::string> all;
  for (const auto& film : Claims::claimed(batch_folder(output))) all[film] = claims.owner(film);
  return all;
}

/// The record of a film whose owner died.
FilmRecord interrupted(const std::string& film, const std::optional<FilmRecord>& before) {
  const auto stage = before ? before->stage : Stage::look;
  auto record = unfinished(
      film, stage, Message("T4612", "was interrupted at {1}; the same command goes on", {std::string(name_of(stage))}));
  record.ended = before ? before->ended : std::string();
  return record;
}

}  // namespace

std::vector<Standing> status(const fs::path& output, const Resources& resources) {
  need(output);
  std::map<std::string, Standing> standings;
  const auto standing = [&](const std::string& id) -> Standing& {
    auto& found = standings[id];
    found.id = id;
    return found;
  };
  for (auto& record : read_records(output)) standing(record.film).record = std::move(record);
  const auto submissions = read_submissions(output);
  for (const auto& submission : submissions) standing(submission.film).queue = queue_of(output, submission);
  for (const auto& id : ids_in_work(output, resources)) {
    const auto film = film_of(submissions, id);
    auto& found = standing(film == submissions.end() ? id : film->film);
    found.work_bytes += work_bytes(output, id, resources);
    if (const auto process = lock_holder(output, id); !process.empty()) found.owner = "process " + process;
  }
  bool at_work = false;
  for (const auto& [film, owner] : owners(output)) {
    auto& found = standing(film);
    if (owner.empty()) {
      found.record = interrupted(film, found.record);
    } else {
      found.owner = owner;
      at_work = true;
    }
  }
  std::vector<Standing> list;
  for (auto& [id, found] : standings) {
    found.in_turn = at_work && found.owner.empty() && found.record && found.record->state == FilmState::stopped;
    list.push_back(std::move(found));
  }
  return list;
}

std::string status_json(const std::vector<Standing>& standings) {
  Json list = Json::array();
  for (const auto& standing : standings) {
    Json entry{{"id", standing.id}, {"owner", standing.owner}, {"work_bytes", standing.work_bytes}};
    if (standing.record) {
      entry["state"] = name_of(standing.record->state);
      entry["stage"] = name_of(standing.record->stage);
      entry["exit"] = static_cast<int>(standing.record->code);
      entry["message_id"] = standing.record->cause_id;
      entry["cause"] = standing.record->cause;
      entry["ended"] = standing.record->ended;
    }
    if (standing.queue) {
      entry["segments"] = standing.queue->segments;
      entry["queue_answers"] = standing.queue->answers;
      entry["queue"] = Json::array();
      for (const auto& [step, queued] : standing.queue->steps)
        entry["queue"].push_back({{"step", name_of(step)},
                                  {"running", queued.running},
                                  {"waiting", queued.waiting},
                                  {"reason", queued.reason}});
    }
    list.push_back(std::move(entry));
  }
  return Json{{"schema", "tasma.status/1"}, {"films", std::move(list)}}.dump(1, ' ', false,
                                                                             Json::error_handler_t::replace) +
         '\n';
}

std::string clean_json(const std::vector<Abandoned>& abandoned, bool dry_run) {
  Json list = Json::array();
  for (const auto& [id, bytes] : abandoned) list.push_back({{"id", id}, {"bytes", bytes}});
  return Json{{"schema", "tasma.clean/1"}, {"dry_run", dry_run}, {"work", std::move(list)}}.dump(1) + '\n';
}

std::vector<Abandoned> clean(const fs::path& output, const Resources& resources, bool dry_run, Observer& observer) {
  need(output);
  std::vector<Abandoned> abandoned;
  const auto queued = queued_ids(output);
  const auto at_work = owners(output);
  for (const auto& id : ids_in_work(output, resources)) {
    if (queued.contains(id)) {
      observer.note(Message("T4384", "{1}: tasks in the queue go on with it; scancel them, then clean again", {id}));
      continue;
    }
    if (const auto owner = at_work.find(id); owner != at_work.end() && !owner->second.empty()) {
      observer.note(Message("T4613",
                            "{1}: a batch is at work on it ({2}); stop it, then clean again; if that machine is gone "
                            "for good, remove {3}",
                            {id, owner->second, printable(batch_folder(output) / (id + ".claim.*"))}));
      continue;
    }
    try {
      WorkFolder folder(output, id, resources, observer);  // whoever is at work there holds it
      abandoned.push_back({id, work_bytes(output, id, resources)});
      if (!dry_run) folder.remove();
    } catch (const Error& error) {
      if (error.code() != ExitCode::try_later) throw;
      observer.note(error.message());
    }
  }
  return abandoned;
}

}  // namespace tasma::pipeline
