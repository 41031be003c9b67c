#include <fstream>
#include <iterator>
#include <set>

#include "codecs/digest.hpp"
#include "codecs/open.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/still_writer.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/estimate.hpp"
#include "pipeline/plan_json.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/reel.hpp"
#include "restoration/catalogue.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// The scan's picture at the depth of the restored one; a copy, since treatments change it.
Image at_restored_depth(const Image& scan) {
  const int depth = restoration::restored_depth(scan.depth());
  if (depth == scan.depth()) return scan.copy();
  Image deeper(scan.size(), scan.planes(), depth);
  for (int plane = 0; plane < scan.planes(); ++plane)
    for (int y = 0; y < scan.size().height; ++y)
      std::ranges::transform(scan.row(plane, y), deeper.row(plane, y).begin(), [&](std::uint16_t sample) {
        return static_cast<std::uint16_t>(sample << (depth - scan.depth()));
      });
  return deeper;
}

std::string settings_of(const Job& job) {
  const auto& repairs = job.repairs;
  return std::string("repair") + (repairs.dust ? " dust" : "") + (repairs.scratches ? " scratches" : "") +
         (repairs.flicker ? " flicker" : "") + (repairs.stabilization ? " stabilization" : "");
}

/// One restoration under way: the steps share the pictures, the part and the folder.
class Restorer {
 public:
  explicit Restorer(const ReelWork& work)
      : work_(work),
        pictures_(work),
        source_(pictures_.source()),
        part_(pictures_.part(work.job)),
        folder_(work.folder.segments("restore")),
        settings_(settings_of(work.job)),
        flow_(flow_for(work.job.resources, source_.stream(), widest_reach)) {}

  /// Measures every frame of the part, each segment's measurements written and read back.
  std::vector<Measurement> measure() {
    const auto analysis = restoration::make_analysis(source_.stream(), work_.job.repairs);
    const auto fingerprint = work_.fingerprint("measure " + settings_);
    const auto parts = split(part_, work_.job.resources.segment_length);
    std::vector<Segment> segments(parts.size());
    work_.observer.phase("measure", work_.reel.id, part_.length());
    for_each_part(parts, flow_, work_.observer, [&](std::size_t index, Range part) {
      bool fresh = false;
      const auto make = [&](const fs::path& file, Segment&) {
        fresh = true;
        std::vector<Measurement> measured;
        const auto look = [&](const Neighbourhood& around) { return analysis->measure(around); };
        for_each_frame<Measurement>(source_, part, analysis->reach(), flow_, work_.observer, look,
                                    [&](const Measurement& measurement) {
                                      measured.push_back(measurement);
                                      work_.observer.advance();
                                    });
        std::ofstream out(file, std::ios::binary);
        write_measurements(out, measured, source_.stream());
        close(out, file);
      };
      segments[index] = folder_.reuse_or_make(wanted_segment("measure", source_.numbers(), part, fingerprint), make);
      if (!fresh) work_.observer.advance(part.length());
    });
    std::vector<Measurement> reel;
    for (const auto& segment : segments) {
      std::ifstream in(folder_.file(segment), std::ios::binary);
      std::ranges::move(read_measurements(in, source_.stream(), printable(folder_.file(segment))),
                        std::back_inserter(reel));
    }
    return reel;
  }

  /// Decides what is done to each frame; written, synced, read back.
  Plan decide(std::span<const Measurement> measurements) {
    const auto analysis = restoration::make_analysis(source_.stream(), work_.job.repairs);
    const auto wanted = wanted_segment("plan", source_.numbers(), part_, work_.fingerprint("plan " + settings_));
    decided_ = folder_.reuse_or_make(wanted, [&](const fs::path& file, Segment&) {
      std::ofstream out(file, std::ios::binary);
      write_plan(out, analysis->decide(measurements), source_.stream());
      close(out, file);
    });
    std::ifstream in(plan_file(), std::ios::binary);
    return read_plan(in, source_.stream(), printable(plan_file()));
  }
  fs::path plan_file() const { return folder_.file(decided_); }

  Range part() const { return part_; }

  Master render_master(const Plan& plan, const fs::path& file) {
    const auto treatments = restoration::make_treatments(plan, source_.stream());
    auto stream = source_.stream();
    stream.depth = restoration::restored_depth(stream.depth);
    stream.timecode = timecode_of_part();
    work_.observer.phase("render", work_.reel.id, part_.length());
    const auto coded =
        code_reel(folder_, "render", render_fingerprint(), work_.inventory(), source_, part_,
                  work_.job.resources.segment_length, widest_reach, stream, drawing(treatments), flow_, work_.observer);
    const auto json = codecs::reel_json(restored_inventory(stream));
    const codecs::ContainerFacts facts{
        work_.reel.id,
        work_.date_s(),
        {},
        {},
        {{std::string(codecs::reel_json_name), "application/json", {json.begin(), json.end()}, {}}},
        {}};
    return join(folder_, coded, {}, facts, "restored " + decided_.sha256, file, flow_, work_.observer);
  }

  /// Renders into a folder of frames under the scan's own names. A segment is the list of the files it stands for.
  Master render_frames(const Plan& plan, FramesAs format, const fs::path& output) {
    const auto treatments = restoration::make_treatments(plan, source_.stream());
    const auto draw = drawing(treatments);
    const auto& staging = output;
    make_folders(staging);
    const codecs::StillWriter writer(
        work_.scan, format == FramesAs::dpx ? codecs::StillWriter::Format::dpx : codecs::StillWriter::Format::tiff);
    const auto parts = split(part_, work_.job.resources.segment_length);
    std::vector<Segment> segments(parts.size());
    work_.observer.phase("render", work_.reel.id, part_.length());
    using Written = FrameRecord;
    const auto write = [&](const Neighbourhood& around) {
      const auto& centre = *around.centre;
      const auto bytes = writer.encode(centre.position, *draw(around));
      const auto name = writer.name(centre.position);
      write_file(staging / name, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      return Written{centre.number, centre.state, {}, {}, hex(codecs::sha256_of(bytes)), name};
    };
    const auto step = format == FramesAs::dpx ? "dpx" : "tiff";
    for_each_part(parts, flow_, work_.observer, [&](std::size_t index, Range part) {
      bool fresh = false;
      const auto make = [&](const fs::path& file, Segment& segment) {
        fresh = true;
        for_each_frame<Written>(source_, part, widest_reach, flow_, work_.observer, write, [&](const Written& written) {
          segment.frames.push_back(written);
          work_.observer.advance();
        });
        std::ofstream(file) << segment.frames.size() << '\n';
      };
      segments[index] =
          folder_.reuse_or_make(wanted_segment(step, source_.numbers(), part, render_fingerprint()), make);
      if (!fresh) work_.observer.advance(part.length());
    });
    return prove_frames(segments, staging);
  }

 private:
  static void close(std::ofstream& out, const fs::path& file) {
    out.close();
    if (!out)
      throw Error(ExitCode::io,
                  Message("T4116", "{1}: cannot be written; see that the disk has room", {printable(file)}));
  }

  std::string render_fingerprint() const { return work_.fingerprint("render " + decided_.sha256); }

  static Draw drawing(const std::vector<TreatmentPtr>& treatments) {
    return [&treatments](const Neighbourhood& around) {
      auto picture = std::make_shared<Image>(at_restored_depth(around.centre->pixels));
      for (const auto& treatment : treatments) treatment->render(*picture, around);
      return picture;
    };
  }

  std::string timecode_of_part() const {
    const auto& frames = work_.inventory().frames;
    return part_.begin == 0 ? work_.inventory().stream.timecode
                            : frames[static_cast<std::size_t>(part_.begin)].timecode;
  }

  /// The inventory of what the restored master holds: the scan's names and numbers, the part alone. Times of files are
  /// left out but for the master's date: a master of RAWcooked's does not know them, and must give the same bytes.
  Inventory restored_inventory(const StreamInfo& stream) const {
    auto inventory = work_.inventory();
    inventory.stream = stream;
    inventory.frames = {inventory.frames.begin() + part_.begin, inventory.frames.begin() + part_.end};
    for (auto& frame : inventory.frames) frame.digest = {}, frame.kept_whole = false, frame.modified_ns = 0;
    inventory.kept.clear();
    inventory.sidecars.clear();
    inventory.digest = {};
    inventory.newest_ns = work_.date_s() * 1'000'000'000;
    inventory.findings.clear();
    if (!inventory.sounds.empty())
      inventory.findings.push_back(
          {FindingCode::missing_sound,
           Severity::note,
           {},
           std::nullopt,
           Message("T4118", "a restored master holds pictures alone; name the scan's sound by --sound")});
    inventory.sounds.clear();
    inventory.plan_sha256 = decided_.sha256;
    return inventory;
  }

  /// Holds every file, read from the disk, against what was written, and takes away what belongs to no segment: what
  /// a run with other options has left. Segments whose files are not there are made again by the next run.
  Master prove_frames(const std::vector<Segment>& segments, const fs::path& folder) {
    Master master{folder, 0, {}, {}};
    work_.observer.phase("prove", work_.reel.id, part_.length());
    std::set<std::string> wanted;
    fs::path wrong;
    for (const auto& segment : segments)
      for (const auto& frame : segment.frames) {
        stop_if_requested(work_.observer);
        const auto file = folder / frame.file;
        wanted.insert(frame.file);
        master.frames.push_back(frame);
        work_.observer.advance();
        if (fs::exists(file) && hex(codecs::sha256_of(file)) == frame.file_sha256) {
          master.size += fs::file_size(file);
          continue;
        }
        folder_.forget(segment);
        wrong = file;
      }
    if (!wrong.empty())
      throw Error(ExitCode::io,
                  Message("T4110", "{1}: reads back otherwise than it was written; run again", {printable(wrong)}));
    std::vector<fs::path> others;
    for (const auto& entry : fs::directory_iterator(folder))
      if (!wanted.contains(entry.path().filename())) others.push_back(entry.path());
    for (const auto& other : others) fs::remove_all(other);
    return master;
  }

  const ReelWork& work_;
  Pictures pictures_;
  const FrameSource& source_;
  Range part_;
  SegmentFolder folder_;
  std::string settings_;
  Flow flow_;
  Segment decided_;
};

}  // namespace

Restoration restore_reel(const ReelWork& work, const fs::path& file, std::optional<FramesAs> frames_as,
                         std::vector<Finding>& findings) {
  Restorer restorer(work);
  const auto plan = restorer.decide(restorer.measure());
  for (const auto& frame : plan.frames)
    if (frame.suspect)
      findings.push_back({FindingCode::unexpected_damage,
                          Severity::remark,
                          {},
                          frame.number,
                          Message("T4111", "so much looks like dirt that none of it was repaired; look at the frame")});
  auto master = frames_as ? restorer.render_frames(plan, *frames_as, file) : restorer.render_master(plan, file);
  report_damage(work.inventory(), restorer.part(), master.frames, findings);
  return {std::move(master), restorer.plan_file()};
}

namespace {

/// Beside what was restored: `R1.plan.jsonl` for R1.mkv, `frames.plan.jsonl` for the folder `frames`.
fs::path plan_beside(fs::path target, bool folder) {
  return folder ? target += ".plan.jsonl" : target.replace_extension(".plan.jsonl");
}

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

Outcome restore(const Job& job, const fs::path& output, std::optional<FramesAs> frames_as, Observer& observer) {
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
  if (job.dry_run)
    return add_estimate(outcome, frames_as ? "frames" : "restored", reel.id, output, scan->inventory(), job), outcome;

  make_folders(home);
  WorkFolder folder(home, reel.id, job.resources, observer);
  const auto staged = folder.growing(target.filename());
  if (!frames_as) fs::remove(staged);
  const ReelWork work{job, reel, *scan, scan->inventory().sounds, scan->numbers().front(), folder, observer};
  const auto made = restore_reel(work, staged, frames_as, outcome.findings);
  std::ifstream plan(made.plan, std::ios::binary);
  write_file(plan_beside(target, frames_as.has_value()), std::string(std::istreambuf_iterator<char>(plan), {}));
  replace(staged, target, job.overwrite);
  outcome.products.push_back(
      {kind, reel.id, output, made.master.size, std::ssize(made.master.frames), made.master.sha256, false});
  folder.remove();
  return outcome;
}

}  // namespace tasma::pipeline
