#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/batch/child.hpp"
#include "pipeline/core/exit_code.hpp"
#include "pipeline/core/message.hpp"

namespace tasma::pipeline {

/// The steps that every film of a batch goes, all films the first before one goes the next.
enum class Stage { look, preservation, restored, screening };
constexpr std::array<std::string_view, 4> stage_names{"look", "preservation", "restored", "screening"};
inline std::string_view name_of(Stage stage) { return stage_names.at(static_cast<std::size_t>(stage)); }

/// How a film stands when a batch is through with it.
enum class FilmState { done, waiting, failed, stopped };
constexpr std::array<std::string_view, 4> film_state_names{"done", "waiting", "failed", "stopped"};
inline std::string_view name_of(FilmState state) { return film_state_names.at(static_cast<std::size_t>(state)); }

/// What became of one film: the last that was done with it, kept in the output for whoever looks in the morning.
struct FilmRecord {
  std::string film;
  FilmState state = FilmState::stopped;
  Stage stage = Stage::look;  // reached
  ExitCode code = ExitCode::ok;
  std::string cause_id, cause;  // the message; empty: nothing to say
  int tries = 1;                // of the last stage
  std::string ended;            // UTC, "2024-05-31T06:00:00Z"
  std::string document;         // what the stage gave, JSON: tasma.outcome/1 or tasma.error/1; empty: it died
};

/// Where records and claims of a batch lie: OUT/.tasma.batch
std::filesystem::path batch_folder(const std::filesystem::path& output);

/// What the document says of why a film is where it is: an error's message, a question, else the first refusal or
/// remark.
void set_cause(FilmRecord& record);

/// The document of a stage that ended so: schema "tasma.error/1"; and of one whose process died of a signal.
std::string error_document(const Message& message);
std::string death_of(int signal);

/// Whether what ended so may end well when it is tried again: a fault of the surroundings. Input and output, a lock,
/// SIGKILL, by the system that was short of memory or by a person.
bool may_pass(const ChildEnd& end);

/// Whether the document of a stage asks a person something.
bool has_questions(const std::string& document);

void write_record(const std::filesystem::path& output, const FilmRecord& record);

/// The record of a film that is to go on with this stage.
FilmRecord unfinished(const std::string& film, Stage next, const Message& why);

/// The film is on its way: its next stage is told to whoever asks meanwhile, or after a power cut.
void write_progress(const std::filesystem::path& output, const std::string& film, Stage next);

/// What was is no longer so: the film is begun anew.
void forget_record(const std::filesystem::path& output, const std::string& film);

/// The record of that film, as it stands; nothing if there is none that can be read.
std::optional<FilmRecord> read_record(const std::filesystem::path& output, const std::string& film);

/// All of them, by name.
std::vector<FilmRecord> read_records(const std::filesystem::path& output);

/// How a batch ends whose films stand so: 4 if one failed, else 75 if one waits or was stopped, else 3 if one has
/// findings, else 0.
ExitCode batch_exit_code(const std::vector<FilmRecord>& records);

/// All records as one document, schema "tasma.batch/1".
std::string batch_json(const std::vector<FilmRecord>& records);

/// The same as one page that needs nothing beside it.
std::string batch_page(const std::vector<FilmRecord>& records);

}  // namespace tasma::pipeline
