#include "cli/batch_command.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "cli/answers.hpp"
#include "cli/child_work.hpp"
#include "cli/job.hpp"
#include "cli/job_file.hpp"
#include "cli/meter.hpp"
#include "cli/reel_list.hpp"
#include "cli/reporter.hpp"
#include "cli/stop.hpp"
#include "cli/text.hpp"
#include "cli/values.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::cli {
namespace {

using pipeline::FilmRecord;

[[maybe_unused]] constexpr std::array words{gettext_noop("done"), gettext_noop("waiting"), gettext_noop("failed"),
                                            gettext_noop("stopped")};

/// The films of lists and job files, in the order in which they were named, with what persons have answered.
std::vector<JobFile> films_of(const Invocation& invocation, Console& console) {
  std::vector<JobFile> films;
  const auto add = [&](std::vector<JobFile> more) { std::ranges::move(more, std::back_inserter(films)); };
  for (const std::filesystem::path operand : invocation.operands) {
    if (is_job_file(operand)) {
      films.push_back(read_job_file(operand));
    } else if (operand.extension() == ".csv") {
      add(read_reel_list(operand, console.reporter));
    } else {
      throw Error(ExitCode::usage, Message("T1152",
                                           "{1}: is neither a job file (.toml) nor a list of reels (.csv); "
                                           "name a folder of scans by --scans",
                                           {operand.string()}));
    }
  }
  if (const auto& scans = invocation.request.scans; !scans.empty()) {
    console.reporter.note(
        Message("T1153",
                "{1}: every folder that itself holds .dpx, .tif, .tiff or .exr files is a reel, and every .mov, "
                ".mkv, .mp4, .avi or .mxf file in other folders; hidden folders and packages are passed over",
                {scans.string()}));
    add(reels_below(scans, console.reporter));
  }
  if (const auto& answers = invocation.request.answers; !answers.empty()) take_answers(answers, films);
  return films;
}

std::vector<pipeline::Job> jobs_of(const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  const auto defaults = request.defaults.empty() ? JobFile() : read_defaults(request.defaults);
  std::vector<pipeline::Job> jobs;
  for (auto& film : films_of(invocation, console)) {
    film.facts.insert(film.facts.begin(), defaults.facts.begin(), defaults.facts.end());
    film.whole.insert(film.whole.begin(), defaults.whole.begin(), defaults.whole.end());
    auto job = job_of(film, invocation.environment, invocation.command_line);
    job.resources = request.job.resources;
    jobs.push_back(std::move(job));
  }
  return jobs;
}

/// What a dry run says of one film: bytes, peak space, seconds.
struct Estimate {
  double bytes = 0, peak = 0, seconds = 0;
};
Estimate estimate_of(const FilmRecord& record) {
  const auto document = nlohmann::json::parse(record.document, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) return {};
  Estimate estimate{0, document.value("peak_space", 0.0), document.value("seconds", 0.0)};
  for (const auto& product : document.value("products", nlohmann::json::array()))
    estimate.bytes += product.value("bytes", 0.0);
  return estimate;
}

void print_records(const std::vector<FilmRecord>& records, std::ostream& out) {
  for (const auto& record : records) {
    out << translated(pipeline::name_of(record.state)) << ' ' << record.film;
    if (record.state != pipeline::FilmState::done)
      out << " (" << pipeline::name_of(record.stage) << ", " << static_cast<int>(record.code) << ')';
    if (!record.cause.empty()) out << ": " << record.cause_id << ": " << shown(record.cause);
    out << '\n';
  }
}

/// How long it all takes, and which films would be ready in time.
void print_estimates(const std::vector<FilmRecord>& records, const pipeline::BatchSettings& settings,
                     std::ostream& out) {
  Estimate sum;
  const auto now = std::chrono::system_clock::now();
  for (const auto& record : records) {
    if (record.state != pipeline::FilmState::done) continue;
    const auto film = estimate_of(record);
    sum = {sum.bytes + film.bytes, std::max(sum.peak, film.peak), sum.seconds + film.seconds / settings.jobs};
    const auto ready = now + std::chrono::seconds(static_cast<std::int64_t>(sum.seconds));
    out << record.film << ": " << readable_bytes(film.bytes) << ", " << readable_time(film.seconds);
    if (settings.until)
      out << ", "
          << translated(ready <= *settings.until ? gettext_noop("ready in time") : gettext_noop("not ready in time"));
    out << '\n';
  }
  out << fill(translated(gettext_noop("all: {1}, at least {2} free while they are made, {3}, roughly")),
              std::array{readable_bytes(sum.bytes), readable_bytes(sum.peak), readable_time(sum.seconds)})
      << '\n';
}

ExitCode run_batch(const Invocation& invocation, Console& console) {
  const auto& request = invocation.request;
  auto settings = request.batch;
  settings.dry_run = request.job.dry_run;
  if (request.until) settings.until = next(*request.until);
  const auto jobs = jobs_of(invocation, console);
  console.out.flush();
  StopSignals::allow(std::chrono::seconds(9));
  const auto records = pipeline::batch(
      jobs, request.output, settings,
      [&](const pipeline::Job& job, Observer& observer) {
        return in_child([&](Observer& here) { return pipeline::run(job, request.output, here); }, observer);
      },
      console.reporter);
  console.reporter.finish();
  if (request.json) {
    console.out << pipeline::batch_json(records);
  } else {
    print_records(records, console.out);
    if (settings.dry_run) print_estimates(records, settings, console.out);
  }
  return pipeline::batch_exit_code(records);
}

}  // namespace

constinit const Command batch_command{
    batch,
    "batch",
    "JOB.toml...|REELS.csv|--scans DIR",
    true,
    true,
    gettext_noop("many films, unattended; each as by run"),
    gettext_noop(
        "Makes packages of many films: those of job files, of a list of reels (CSV), or of every reel below a folder. "
        "All "
        "are looked at first, then all are preserved, then restored, then screened. None stops another; what waits for "
        "a "
        "person is told. Writes batch.json and batch.html into the output folder. Run again, it goes on where it was; "
        "started on several machines, they share the list."),
    run_batch};

}  // namespace tasma::cli
