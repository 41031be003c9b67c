#include "pipeline/restore_output.hpp"

#include <fstream>
#include <iterator>

#include "codecs/open.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/estimate.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/take_apart.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;

fs::path plan_beside(fs::path target, bool folder) {
  return folder ? target += ".plan.jsonl" : target.replace_extension(".plan.jsonl");
}

namespace {

/// What stands under the name may be replaced only if tasma made it so: its plan lies beside it. A scan, a preservation
/// master, a package and whatever else is nobody's to replace here.
void refuse_taken(const fs::path& target, bool overwrite, bool folder) {
  if (!fs::exists(target)) return;
  if (!overwrite)
    throw Error(ExitCode::no_output,
                Message("T4112", "{1}: exists; give another name, or --overwrite", {printable(target)}));
  if (!fs::exists(plan_beside(target, folder)))
    throw Error(ExitCode::no_output,
                Message("T4114", "{1}: has no plan beside it, so it is no restoration of tasma's; give another name",
                        {printable(target)}));
}

}  // namespace

Outcome restore_into(const Job& job, const PlanBasis& basis, const fs::path& output, std::optional<FramesAs> frames_as,
                     Observer& observer) {
  const auto& reel = job.reels.front();
  const auto scan = codecs::open_scan(reel.scan, reel.facts);
  Outcome outcome{{}, scan->inventory().findings, 0};
  if (is_refused(scan->inventory())) return outcome;
  const auto kind = frames_as ? "frames" : "master";
  auto target = fs::absolute(output).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();  // "frames/"
  if (!frames_as && target.extension() != ".mkv")
    throw Error(ExitCode::usage, Message("T4115",
                                         "{1}: a restored master is Matroska: call it .mkv, or ask for frames "
                                         "by --frames-as",
                                         {printable(output)}));
  const auto home = target.parent_path();
  refuse_inside(reel.scan, target);
  refuse_inside(reel.scan, segments_folder(home, reel.id, job.resources));
  refuse_inside(target, reel.scan);
  refuse_sealed(target);
  refuse_taken(target, job.overwrite, frames_as.has_value());
  auto estimated = outcome;
  add_estimate(estimated, frames_as ? "frames" : "restored", reel, output, scan->inventory(), job);
  if (job.dry_run) return estimated;
  make_folders(home);
  note_space(estimated, home, {segments_folder(home, reel.id, job.resources)}, job, observer);
  WorkFolder folder(home, reel.id, job.resources, observer);
  const auto staged = folder.growing(target.filename());
  if (!frames_as) take_apart(folder.segment_folder(restore_step), staged, observer);
  const ReelWork work{job, reel, *scan, scan->inventory().sounds, scan->numbers().front(), folder, observer};
  const auto made = restore_reel(work, basis, staged, frames_as, outcome.findings);
  std::ifstream plan(made.plan, std::ios::binary);
  write_file(plan_beside(target, frames_as.has_value()), std::string(std::istreambuf_iterator<char>(plan), {}));
  replace(staged, target, job.overwrite);
  outcome.products.push_back(
      {kind, reel.id, output, made.master.size, std::ssize(made.master.frames), made.master.sha256, false});
  folder.remove();
  return outcome;
}

Outcome restore(const Job& job, const fs::path& output, std::optional<FramesAs> frames_as, Observer& observer) {
  return restore_into(job, {job.plan, job.veto.empty() ? Veto() : read_veto(job.veto)}, output, frames_as, observer);
}

}  // namespace tasma::pipeline
