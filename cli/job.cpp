#include "cli/job.hpp"

#include <algorithm>

#include "cli/job_file.hpp"
#include "cli/reporter.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

/// A folder's whole name; of a movie the name without its suffix.
std::string name_of_scan(const std::filesystem::path& scan) {
  auto path = std::filesystem::absolute(scan).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? path.filename().string() : path.stem().string();
}

/// Whether `file` would lie in `folder`, however both are written.
bool lies_in(const std::filesystem::path& file, const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return false;
  const auto inner = std::filesystem::weakly_canonical(file, ignored);
  const auto outer = std::filesystem::canonical(folder, ignored);
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

}  // namespace

void check_log(const Invocation& invocation) {
  const auto& log = invocation.request.log;
  if (log.empty()) return;
  const auto check = [&](const std::filesystem::path& scan) {
    if (lies_in(log, scan))
      throw Error(ExitCode::permission,
                  Message("T1045", "{1}: the log would lie in the scan, which is never written to; give another --log",
                          {log.string()}));
  };
  if (!invocation.request.from.empty()) check(invocation.request.from);
  for (const auto& operand : invocation.operands) {
    check(operand);
    if (!is_job_file(operand)) continue;
    for (const auto& reel : read_job_file(operand).reels) check(reel.scan);
  }
}

bool is_job_file(const std::filesystem::path& operand) {
  std::error_code ignored;
  return operand.extension() == ".toml" && !std::filesystem::is_directory(operand, ignored);
}

std::string id_from(std::string_view name) {
  std::string id;
  for (const char c : name) {
    if (pipeline::is_id(std::string{'_', c})) {
      id += c;
    } else if (!id.ends_with('-')) {
      id += '-';
    }
  }
  id.erase(0, std::min(id.find_first_not_of("-."), id.size()));
  id.resize(std::min<std::size_t>(id.size(), 100));
  id.erase(id.find_last_not_of('-') + 1);
  return id.empty() ? "reel" : id;
}

std::string id_of(const std::filesystem::path& scan) { return id_from(name_of_scan(scan)); }

void tell_id(const std::filesystem::path& scan, std::string_view name, const std::string& id, Observer& observer) {
  if (id != name)
    observer.note(Message("T1043",
                          "{1}: the reel is called {2}; for another id give --reel, or to batch a list (CSV) with the "
                          "columns scan and reel",
                          {scan.string(), id}));
}

std::string told_id_of(const std::filesystem::path& scan, Observer& observer) {
  auto id = id_of(scan);
  tell_id(scan, name_of_scan(scan), id, observer);
  return id;
}

pipeline::Job job_of(const Invocation& invocation, const Command& command, Console& console) {
  const auto& operands = invocation.operands;
  const auto job_file = std::ranges::find_if(operands, [](const auto& operand) { return is_job_file(operand); });
  if (job_file != operands.end()) {
    if ((command.taker & (screen | run | submit)) == 0)
      throw Error(ExitCode::usage, Message("T1040", "{1} is a job file, and tasma {2} takes a scan; use tasma run",
                                           {*job_file, std::string(command.name)}));
    if (operands.size() > 1)
      throw Error(ExitCode::usage, Message("T1041", "{1}: a job file stands alone; name its scans in it", {*job_file}));
    auto job = job_of(read_job_file(*job_file), invocation.environment, invocation.command_line);
    job.resources = invocation.request.job.resources;  // a job file has nothing to say of these
    return job;
  }
  const auto& request = invocation.request;
  if (operands.size() > 1 && (request.reel || !request.facts.sounds.empty()))
    throw Error(ExitCode::usage,
                Message("T1042", "--reel and --sound belong to one scan; write several into a job file"));
  auto job = request.job;
  for (const auto& scan : operands) {
    const auto id = request.reel ? *request.reel : told_id_of(scan, console.reporter);
    if (std::ranges::find(job.reels, id, &pipeline::ReelJob::id) != job.reels.end())
      throw Error(
          ExitCode::usage,
          Message("T1044", "{1}: another scan is called {2}, too; write them into a job file with ids of their own",
                  {scan, id}));
    job.reels.push_back({id, scan, request.facts, std::nullopt, std::nullopt});
  }
  job.film = job.reels.at(0).id;
  if (!request.subtitles.file.empty()) job.subtitles = {request.subtitles};
  return job;
}

}  // namespace tasma::cli
