#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "pipeline/batch/child.hpp"
#include "pipeline/batch/film_record.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// How many films are worked on, and for how long.
struct BatchSettings {
  int jobs = 1;  // films at once; threads and memory are shared out among them
  std::optional<std::chrono::system_clock::time_point> until;
  bool dry_run = false;

  /// Waiting, all in proportion; shorter in tests.
  struct Pace {
    std::chrono::milliseconds quiet = std::chrono::minutes(10);  // a scan that changed later is still being copied
    std::chrono::milliseconds retry = std::chrono::minutes(1);   // before the second try; then twice as long each
    std::chrono::milliseconds heartbeat = std::chrono::seconds(10);
    std::chrono::milliseconds patience = std::chrono::minutes(2);  // with the claim of another machine
  } pace;
};

/// Makes what the job asks for: `tasma run`, in a process of its own. Its exit code and JSON document. Must not throw.
using MakeFilm = std::function<Child::Result(const Job& job, Observer& observer)>;

/// `tasma batch`: every film of the list by itself, so that none stops another. All are looked at first; then all get
/// their preservation masters, then all are restored, then screened. What fails for a fault of the surroundings is
/// tried again, three times in all; what waits for a person, or for its copying to end, is put off. Films that another
/// process or machine has claimed are left to it. Writes a record of every film, OUT/batch.json and OUT/batch.html.
/// Returns the records of the films of this list as they stand. Throws Error: io, permission, no_output for the output.
std::vector<FilmRecord> batch(const std::vector<Job>& films, const std::filesystem::path& output,
                              const BatchSettings& settings, const MakeFilm& make, Observer& observer);

}  // namespace tasma::pipeline
