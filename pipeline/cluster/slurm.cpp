#include "pipeline/cluster/slurm.hpp"

#include <stdio.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <set>
#include <sstream>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
namespace {

constexpr int most_restarts = 3;

struct ToolEnd {
  int code = 127;
  std::string said;  // on standard output and standard error
};

/// Runs a command line of the shell. What ends this process does not end it half-way.
ToolEnd run_tool(const std::string& command) {
  ToolEnd end;
  auto* const pipe = popen(("trap '' TERM; exec 2>&1 < /dev/null; " + command).c_str(), "r");
  if (pipe == nullptr) return end;
  std::array<char, 4096> block;
  while (const auto length = fread(block.data(), 1, block.size(), pipe)) end.said.append(block.data(), length);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) end.code = WEXITSTATUS(status);
  while (end.said.ends_with('\n')) end.said.pop_back();
  return end;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string joined(const std::vector<std::string>& jobs) {
  std::string list;
  for (const auto& job : jobs) list += (list.empty() ? "" : ",") + job;
  return list;
}

/// The task as scontrol knows it: of an array never by its own number, which may be that of the whole array.
std::string this_task() {
  const auto array = variable("SLURM_ARRAY_JOB_ID");
  return array.empty() ? variable("SLURM_JOB_ID") : array + '_' + variable("SLURM_ARRAY_TASK_ID");
}

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.insert(line);
  return lines;
}

/// The nodes that the task is to keep away from, this one among them; nothing if no other would be left.
std::optional<std::string> nodes_to_avoid(const std::string& task) {
  auto avoided = lines_of(run_tool("scontrol show hostnames \"$(squeue -h -j " + quoted(task) + " -o %x)\"").said);
  avoided.insert(variable("SLURMD_NODENAME"));
  const auto nodes = run_tool("sinfo -h -N -o %N -p " + quoted(variable("SLURM_JOB_PARTITION")));
  if (nodes.code != 0 || std::ranges::includes(avoided, lines_of(nodes.said))) return std::nullopt;
  return joined({avoided.begin(), avoided.end()});
}

}  // namespace

std::string quoted(const std::string& word) {
  std::string safe = "'";
  for (const char c : word) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return safe + '\'';
}

std::string sbatch(const SlurmJob& job) {
  auto command = "sbatch --parsable --export=ALL --requeue --open-mode=append --kill-on-invalid-dep=yes --job-name=" +
                 quoted(job.name) + " --output=" + quoted(job.log.native()) +
                 " --cpus-per-task=" + std::to_string(job.processors);
  if (job.tasks > 1) command += " --array=0-" + std::to_string(job.tasks - 1);
  if (job.tasks > 1 && job.at_once > 0) command += '%' + std::to_string(job.at_once);
  if (!job.after.empty()) command += " --dependency=afterok:" + job.after;
  const auto end = run_tool(command + ' ' + quoted(job.script.native()));
  const auto number = end.said.substr(0, end.said.find(';'));  // behind it the name of the cluster
  if (end.code != 0 || number.empty() || number.find_first_not_of("0123456789") != number.npos)
    throw Error(ExitCode::try_later,
                Message("T4380", "Slurm does not take the job: {1}; see that sbatch works here, then submit again",
                        {end.said}));
  return number;
}

std::optional<std::map<std::string, Queued>> squeue(const std::vector<std::string>& jobs) {
  std::map<std::string, Queued> queue;
  const auto end = run_tool("timeout 20 squeue -h -r -o '%F %T %r' -j " + quoted(joined(jobs)));
  if (end.code != 0 && end.said.find("Invalid job id") == end.said.npos) return std::nullopt;
  static const std::set<std::string> ordinary{"None",      "Priority",          "Resources",
                                              "BeginTime", "JobArrayTaskLimit", "Dependency"};
  std::istringstream in(end.said);
  for (std::string line; end.code == 0 && std::getline(in, line);) {
    std::istringstream words(line);
    std::string job, state, reason;
    words >> job >> state >> reason;
    auto& queued = queue[job];
    ++(state == "PENDING" ? queued.waiting : queued.running);
    if (state == "PENDING" && !ordinary.contains(reason)) queued.reason = reason;
  }
  return queue;
}

void scancel(const std::vector<std::string>& jobs) {
  if (!jobs.empty()) run_tool("scancel " + joined(jobs));
}

bool requeue(Where where) {
  const auto task = this_task();
  if (task.empty()) return false;
  if (where == Where::anywhere) {
    const auto restarts = variable("SLURM_RESTART_COUNT");
    int count = 0;
    std::from_chars(restarts.data(), restarts.data() + restarts.size(), count);
    return count < most_restarts && run_tool("scontrol requeue " + quoted(task)).code == 0;
  }
  // Only what waits can be kept away from nodes, and from then on this process has seconds to live.
  const auto avoided = nodes_to_avoid(task);
  return avoided && run_tool("scontrol requeue " + quoted(task) + " && scontrol update JobId=" + quoted(task) +
                             " ExcNodeList=" + quoted(*avoided))
                            .code == 0;
}

}  // namespace tasma::pipeline
