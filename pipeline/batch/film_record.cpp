#include "pipeline/batch/film_record.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/core/utc.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
namespace {

constexpr auto schema = "tasma.film/1";

Json document_of(const FilmRecord& record) { return Json::parse(record.document, nullptr, /*allow_exceptions=*/false); }

Json to_json(const FilmRecord& record) {
  Json json{{"schema", schema},
            {"film", record.film},
            {"state", name_of(record.state)},
            {"stage", name_of(record.stage)},
            {"exit", static_cast<int>(record.code)},
            {"id", record.cause_id},
            {"cause", record.cause},
            {"tries", record.tries},
            {"ended", record.ended}};
  if (auto document = document_of(record); !document.is_discarded()) json["result"] = std::move(document);
  return json;
}

/// "frame_0003.dpx, frame 3 (and 4 more): the file ends early"
std::string finding_text(const Json& finding) {
  auto where = finding.value("file", "");
  if (finding.contains("first_frame"))
    where += (where.empty() ? "" : ", ") + ("frame " + std::to_string(finding.value("first_frame", 0LL)));
  if (const auto count = finding.value("count", 1LL); count > 1)
    where += (where.empty() ? "" : " ") + ("(and " + std::to_string(count - 1) + " more)");
  return where + (where.empty() ? "" : ": ") + finding.value("message", "");
}

/// The first of so many, with what answers it for its reel alone.
std::string question_text(const std::string& film, const Json& question, std::size_t count) {
  const auto of = [&](const char* key) { return question.value(key, ""); };
  return (of("reel") == film ? "" : of("reel") + ": ") + of("text") + "; answer " + of("job_line") +
         " in its [[reel]], or " + of("answer_line") + " in the list of --answers" +
         (count > 1 ? " (the first of " + std::to_string(count) + " questions)" : "");
}

template <class Enum>
Enum from_name(const Json& name, const auto& names) {
  const auto found = std::ranges::find(names, name.get<std::string>());
  if (found == names.end()) throw Json::other_error::create(501, "name", &name);
  return static_cast<Enum>(found - names.begin());
}

/// Throws Json::exception for what is no record.
FilmRecord from_json(const Json& json) {
  if (json.at("schema") != schema) throw Json::other_error::create(501, "schema", &json);
  return {json.at("film"),
          from_name<FilmState>(json.at("state"), film_state_names),
          from_name<Stage>(json.at("stage"), stage_names),
          static_cast<ExitCode>(json.at("exit").get<int>()),
          json.at("id"),
          json.at("cause"),
          json.at("tries"),
          json.at("ended"),
          json.contains("result") ? json["result"].dump() : std::string()};
}

std::optional<FilmRecord> read(const fs::path& file) {
  std::ifstream in(file);
  try {
    if (in) return from_json(Json::parse(in));
  } catch (const Json::exception&) {
    // foreign or torn: as if it were not there
  }
  return std::nullopt;
}

}  // namespace

fs::path batch_folder(const fs::path& output) { return output / ".tasma.batch"; }

void set_cause(FilmRecord& record) {
  const auto document = document_of(record);
  if (!document.is_object()) return;
  const auto take = [&](const Json& entry, std::string cause) {
    record.cause_id = entry.value("id", "");
    record.cause = std::move(cause);
  };
  if (document.value("schema", "") == "tasma.error/1") return take(document, document.value("message", ""));
  if (const auto questions = document.value("questions", Json::array()); !questions.empty())
    return take(questions[0], question_text(record.film, questions[0], questions.size()));
  for (const auto* severity : {"refusal", "remark"})
    for (const auto& finding : document.value("findings", Json::array()))
      if (finding.value("severity", "") == severity) return take(finding, finding_text(finding));
}

std::string error_document(const Message& message) {
  return Json{{"schema", "tasma.error/1"}, {"id", message.id}, {"message", english(message)}}.dump();
}

std::string death_of(int signal) {
  return error_document(Message("T4604", "the process that worked on it died of signal {1}", {std::to_string(signal)}));
}

bool has_questions(const std::string& document) {
  return Json::parse(document, nullptr, /*allow_exceptions=*/false).contains("questions");
}

bool may_pass(const ChildEnd& end) {
  const bool is_locked = end.code == ExitCode::try_later && !has_questions(end.document);
  return end.signal == SIGKILL || end.code == ExitCode::io || is_locked;
}

void write_record(const fs::path& output, const FilmRecord& record) {
  make_folders(batch_folder(output));
  write_file(batch_folder(output) / (record.film + ".json"),
             to_json(record).dump(1, ' ', false, Json::error_handler_t::replace) + '\n');
}

FilmRecord unfinished(const std::string& film, Stage next, const Message& why) {
  FilmRecord record;
  record.film = film;
  record.stage = next;
  record.code = ExitCode::try_later;
  record.cause_id = why.id;
  record.cause = english(why);
  record.ended = utc(std::time(nullptr));
  return record;
}

void write_progress(const fs::path& output, const std::string& film, Stage next) {
  write_record(output, unfinished(film, next,
                                  Message("T4611",
                                          "{1} is next; where no batch is at work any more, the same command "
                                          "goes on",
                                          {std::string(name_of(next))})));
}

void forget_record(const fs::path& output, const std::string& film) {
  fs::remove(batch_folder(output) / (film + ".json"));
}

std::optional<FilmRecord> read_record(const fs::path& output, const std::string& film) {
  return read(batch_folder(output) / (film + ".json"));
}

std::vector<FilmRecord> read_records(const fs::path& output) {
  std::vector<FilmRecord> records;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(batch_folder(output), none))
    if (entry.path().extension() == ".json")
      if (auto record = read(entry.path())) records.push_back(std::move(*record));
  std::ranges::sort(records, {}, &FilmRecord::film);
  return records;
}

ExitCode batch_exit_code(const std::vector<FilmRecord>& records) {
  const auto any = [&](FilmState state) {
    return std::ranges::find(records, state, &FilmRecord::state) != records.end();
  };
  if (any(FilmState::failed)) return ExitCode::some_failed;
  if (any(FilmState::waiting) || any(FilmState::stopped)) return ExitCode::try_later;
  const bool findings = std::ranges::find(records, ExitCode::findings, &FilmRecord::code) != records.end();
  return findings ? ExitCode::findings : ExitCode::ok;
}

std::string batch_json(const std::vector<FilmRecord>& records) {
  Json counts = Json::object(), films = Json::array();
  for (const auto name : film_state_names) counts[std::string(name)] = 0;
  for (const auto& record : records) {
    counts[std::string(name_of(record.state))] = counts[std::string(name_of(record.state))].get<int>() + 1;
    films.push_back(to_json(record));
  }
  return Json{{"schema", "tasma.batch/1"},
              {"exit", static_cast<int>(batch_exit_code(records))},
              {"counts", std::move(counts)},
              {"films", std::move(films)}}
             .dump(1, ' ', false, Json::error_handler_t::replace) +
         '\n';
}

}  // namespace tasma::pipeline
