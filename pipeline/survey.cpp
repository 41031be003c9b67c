#include "pipeline/survey.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "codecs/open.hpp"
#include "pipeline/analyse.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/estimate.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// Where work in progress lies: the folder that was named, or this user's own in the system's temporary folder, which
/// everybody may write to.
class WorkHome {
 public:
  explicit WorkHome(const Resources& resources)
      : named_(!resources.work.empty()),
        folder_(named_ ? fs::absolute(resources.work)
                       : fs::temp_directory_path() / ("tasma-" + std::to_string(geteuid()))) {
    if (named_) return;
    struct stat facts {};
    if ((mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) || lstat(folder_.c_str(), &facts) != 0 ||
        !S_ISDIR(facts.st_mode) || facts.st_uid != geteuid())
      throw Error(ExitCode::permission,
                  Message("T4500", "{1}: cannot be made, or is somebody else's; name a folder by --work",
                          {printable(folder_)}));
  }
  ~WorkHome() {
    std::error_code ignored;
    if (!named_) fs::remove(folder_, ignored);  // as far as it is empty
  }
  WorkHome(const WorkHome&) = delete;
  WorkHome& operator=(const WorkHome&) = delete;
  const fs::path& folder() const { return folder_; }

 private:
  bool named_;
  fs::path folder_;
};

/// A name of its own for each scan: two that are called alike do not disturb each other.
std::string work_name(const Scan& scan) { return "survey-" + hex(scan.inventory().digest).substr(0, 16); }

/// Frames that turned out damaged only when they were read.
void report_damage(const Inventory& inventory, Range part, std::span<const Measurement> measured,
                   std::vector<Finding>& findings) {
  std::vector<FrameRecord> records;
  for (const auto& frame : measured) {
    const auto expected = inventory.frames[static_cast<std::size_t>(frame.position)].state;
    const bool broke = !frame.whole && expected == FrameState::whole;
    records.push_back({frame.number, broke ? FrameState::damaged : expected, {}, {}, {}, {}});
  }
  pipeline::report_damage(inventory, part, records, findings);
}

}  // namespace

Survey survey(const Job& job, Observer& observer) {
  const auto& reel = job.reels.front();
  const auto scan = codecs::open_scan(reel.scan, reel.facts);
  Survey survey{reel.scan, reel.id, job.repairs, scan->inventory().stream, {}, scan->inventory().findings};
  if (is_refused(scan->inventory())) return survey;

  const WorkHome home(job.resources);
  refuse_inside(reel.scan, home.folder());
  refuse_sealed(home.folder());
  make_folders(home.folder());
  WorkFolder folder(home.folder(), work_name(*scan), job.resources, observer);
  const ReelWork work{job, reel, *scan, scan->inventory().sounds, scan->numbers().front(), folder, observer};
  const Pictures pictures(work);
  const auto part = pictures.part(job);
  survey.stream = pictures.source().stream();
  const auto segments = folder.segment_folder("survey");
  const auto flow = flow_for(job.resources, survey.stream, widest_reach);
  const AnalysedPart analysed{work, pictures.source(), part, segments, flow};
  const auto measurements = measure(analysed);
  survey.census = census_of(measurements, plan_of(analysed, decide(analysed, measurements)), survey.stream);
  report_damage(scan->inventory(), part, measurements, survey.findings);
  folder.remove();
  return survey;
}

Outcome survey_estimate(const Job& job) {
  const auto& reel = job.reels.front();
  const auto scan = codecs::open_scan(reel.scan, reel.facts);
  Outcome outcome{{}, scan->inventory().findings, 0};
  if (!is_refused(scan->inventory())) add_estimate(outcome, "survey", reel, reel.scan, scan->inventory(), job);
  return outcome;
}

}  // namespace tasma::pipeline
