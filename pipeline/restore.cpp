#include <fstream>
#include <set>

#include "codecs/digest.hpp"
#include "codecs/ffv1.hpp"
#include "codecs/master.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/still_writer.hpp"
#include "pipeline/analyse.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/cluster/step.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/earlier_version.hpp"
#include "pipeline/given_plan.hpp"
#include "pipeline/plan_json.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/reel.hpp"
#include "restoration/catalogue.hpp"
#include "restoration/repair_mask.hpp"

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

/// The frames of a source by their numbers alone: for what is drawn from the plan.
class WithoutPictures final : public FrameSource {
 public:
  explicit WithoutPictures(const FrameSource& source) : source_(source) {}
  const StreamInfo& stream() const override { return source_.stream(); }
  std::span<const std::int64_t> numbers() const override { return source_.numbers(); }
  Frame read(std::int64_t position) const override {
    return {numbers()[static_cast<std::size_t>(position)], position, Image({1, 1}, 1, 8)};
  }

 private:
  const FrameSource& source_;
};

/// One restoration under way: the steps share the pictures, the part and the folder.
class Restorer {
 public:
  explicit Restorer(const ReelWork& work)
      : work_(work),
        pictures_(work),
        source_(pictures_.source()),
        part_(pictures_.part(work.job)),
        folder_(work.folder.segment_folder(restore_step)),
        flow_(flow_for(work.job.resources, source_.stream(), widest_reach)) {}

  std::vector<Measurement> measure() const { return pipeline::measure(analysed()); }

  void measure_share(Share share) const {
    const auto flow = flow_.of(share);
    measure_segments({work_, source_, part_, folder_, flow});
  }

  /// Decides what is done to each frame; written, synced, read back.
  Plan decide(std::span<const Measurement> measurements) {
    decided_ = pipeline::decide(analysed(), measurements);
    return plan_of(analysed(), decided_);
  }

  /// The plan as it is executed: the one given or decided here, after the veto, of the part alone; written, synced,
  /// read back.
  Plan plan(const PlanBasis& basis) {
    const bool given = !basis.plan.empty();
    if (!given && basis.veto.entries.empty()) return decide(measure());
    auto plan = given ? read_given_plan(basis.plan, source_) : decide(measure());
    const auto origin = given ? hex(codecs::sha256_of(basis.plan)) : decided_.sha256;
    if (given && origin == work_.inventory().plan_sha256)
      throw Error(ExitCode::material,
                  Message("T4407", "{1}: was rendered by this plan already; name the scan it was made of",
                          {printable(work_.inventory().root)}));
    apply(basis.veto, plan);
    plan = plan_of_part(std::move(plan), part_, source_, printable(basis.plan));
    const auto wanted = wanted_segment("executed", source_.numbers(), part_,
                                       work_.fingerprint("executed " + origin + ' ' + basis.veto.identity));
    decided_ =
        folder_.reuse_or_make(wanted, [&](const fs::path& file, Segment&) { write_plan_file(analysed(), plan, file); });
    return plan_of(analysed(), decided_);
  }
  fs::path plan_file() const { return folder_.file(decided_); }

  Range part() const { return part_; }

  /// Finishes what needs no rendering, since a sealed version has it: see take_over().
  void take_over(const fs::path& package, const Plan& plan) const {
    pipeline::take_over(
        package, {folder_, pictures_step, source_, part_, work_.job.resources.segment_length, plan, fingerprints(plan)},
        work_.observer);
  }

  /// The pictures of the plan and, where it repairs locally, their masks; of a share, the segments of others are empty.
  std::vector<CodedReel> render_pictures(const Plan& plan, Share share) const {
    const auto treatments = restoration::make_treatments(plan, source_.stream());
    const auto stream = restored_stream();
    const auto flow = flow_.of(share);
    work_.observer.phase("render", work_.reel.id, part_.length());
    std::vector pictures{code_reel(folder_, pictures_step, fingerprints(plan), work_.inventory(), source_, part_,
                                   work_.job.resources.segment_length, widest_reach, stream, drawing(treatments), flow,
                                   work_.observer)};
    if (restoration::repairs_locally(plan)) {
      pictures.front().track.is_default = true;
      pictures.push_back(render_masks(plan, stream, flow));
    }
    return pictures;
  }

  Master render_master(const Plan& plan, const fs::path& file) {
    const auto pictures = render_pictures(plan, {});
    const auto json = codecs::reel_json(restored_inventory(restored_stream()));
    const codecs::ContainerFacts facts{
        work_.reel.id,
        work_.date_s(),
        {},
        {},
        {{std::string(codecs::reel_json_name), "application/json", {json.begin(), json.end()}, {}}},
        {}};
    return join(folder_, pictures, {}, facts, "restored " + decided_.sha256, file, flow_, work_.observer);
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
    const auto fingerprint = fingerprints(plan);
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
      segments[index] = folder_.reuse_or_make(wanted_segment(step, source_.numbers(), part, fingerprint(part)), make);
      if (!fresh) work_.observer.advance(part.length());
    });
    return prove_frames(segments, staging);
  }

 private:
  inline static const std::string pictures_step = "render";

  AnalysedPart analysed() const { return {work_, source_, part_, folder_, flow_}; }

  /// The track that shows where local repairs were made, in the geometry of the restored pictures.
  CodedReel render_masks(const Plan& plan, const StreamInfo& pictures, const Flow& flow) const {
    auto stream = pictures;
    stream.planes = 1;
    stream.depth = 8;
    stream.transfer = Transfer::unknown;
    stream.timecode.clear();
    const auto draw = [&](const Neighbourhood& around) {
      const auto& frame = plan.frames[static_cast<std::size_t>(around.centre->position - part_.begin)];
      return std::make_shared<const Image>(restoration::repair_mask(frame, stream.size));
    };
    work_.observer.phase("mask", work_.reel.id, part_.length());
    auto masks = code_reel(folder_, "mask", fingerprints(plan), work_.inventory(), WithoutPictures(source_), part_,
                           work_.job.resources.segment_length, 0, stream, draw, flow, work_.observer);
    masks.track = codecs::ffv1_track(stream);
    masks.track.name = codecs::repair_mask_name;
    return masks;
  }

  /// A segment depends on the records of its own frames: another plan that has the same there finds it finished.
  FingerprintOf fingerprints(const Plan& plan) const {
    return [this, &plan](Range part) {
      const auto begin = static_cast<std::size_t>(part.begin - part_.begin);
      const auto records = plan_records(std::span(plan.frames).subspan(begin, static_cast<std::size_t>(part.length())));
      return work_.fingerprint(
          "render " + hex(codecs::sha256_of({reinterpret_cast<const std::uint8_t*>(records.data()), records.size()})));
    };
  }

  static Draw drawing(const std::vector<TreatmentPtr>& treatments) {
    return [&treatments](const Neighbourhood& around) {
      auto picture = std::make_shared<Image>(at_restored_depth(around.centre->pixels));
      for (const auto& treatment : treatments) treatment->render(*picture, around);
      return picture;
    };
  }

  StreamInfo restored_stream() const {
    auto stream = source_.stream();
    stream.depth = restoration::restored_depth(stream.depth);
    stream.timecode = timecode_of_part();
    return stream;
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
    keep_only(folder, wanted);
    return master;
  }

  const ReelWork& work_;
  Pictures pictures_;
  const FrameSource& source_;
  Range part_;
  SegmentFolder folder_;
  Flow flow_;
  Segment decided_;
};

}  // namespace

void restore_share(const ReelWork& work, Step step, Share share) {
  Restorer restorer(work);
  if (step == Step::conform) return;
  if (step == Step::measure) return restorer.measure_share(share);
  const auto plan = restorer.plan({});
  if (step == Step::render) restorer.render_pictures(plan, share);
}

Restoration restore_reel(const ReelWork& work, const PlanBasis& basis, const fs::path& file,
                         std::optional<FramesAs> frames_as, std::vector<Finding>& findings) {
  Restorer restorer(work);
  const auto plan = restorer.plan(basis);
  for (const auto& frame : plan.frames)
    if (frame.suspect)
      findings.push_back({FindingCode::unexpected_damage,
                          Severity::remark,
                          {},
                          frame.number,
                          Message("T4111", "so much looks like dirt that none of it was repaired; look at the frame")});
  if (!basis.package.empty()) restorer.take_over(basis.package, plan);
  auto master = frames_as ? restorer.render_frames(plan, *frames_as, file) : restorer.render_master(plan, file);
  report_damage(work.inventory(), restorer.part(), master.frames, findings);
  return {std::move(master), restorer.plan_file()};
}

}  // namespace tasma::pipeline
