#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "codecs/cube_lut.hpp"
#include "codecs/open.hpp"
#include "codecs/reel_json.hpp"
#include "pipeline/cluster/step.hpp"
#include "pipeline/copies.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/estimate.hpp"
#include "pipeline/film_check.hpp"
#include "pipeline/film_sound.hpp"
#include "pipeline/film_subtitles.hpp"
#include "pipeline/framemd5.hpp"
#include "pipeline/given_plan.hpp"
#include "pipeline/package.hpp"
#include "pipeline/process_record.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/question_sheet.hpp"
#include "pipeline/reel.hpp"
#include "pipeline/take_apart.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// What is made of all that a run makes, where several machines share it.
struct Part {
  Step step;
  Share share;
};

/// The three kinds of packages of one film, made one after the other; each appears when it is sealed. Of a part, only
/// the segments.
class Packages {
 public:
  Packages(const Job& job, fs::path output, const std::optional<Part>& part, Observer& observer)
      : job_(job), output_(std::move(output)), part_(part), observer_(observer) {}

  Outcome make() {
    if (!job_.veto.empty() && job_.reels.size() > 1)
      throw Error(ExitCode::usage, Message("T4415", "--veto is of one reel, the job has several; run each by itself"));
    // Every reel is looked at before hours of work begin.
    std::vector<std::unique_ptr<Scan>> scans;
    bool refused = false;
    for (const auto& reel : job_.reels) {
      refuse_sealed(output_);
      if (!reel.facts.lut.empty()) codecs::CubeLut(reel.facts.lut);  // what is wrong with it is told now
      for (const auto& written :
           {output_, output_ / reel.id, output_ / job_.film, segments_folder(output_, reel.id, job_.resources)})
        refuse_inside(reel.scan, written);
      scans.push_back(codecs::open_scan(reel.scan, reel.facts));
      refused = refused || is_refused(scans.back()->inventory());
      for (auto finding : scans.back()->inventory().findings) {
        if (job_.reels.size() > 1) finding.file = reel.id / finding.file;
        outcome_.findings.push_back(std::move(finding));
      }
    }
    if (refused) return std::move(outcome_);
    const bool all_shown =
        std::ranges::none_of(scans, [](const auto& scan) { return scan->inventory().not_restorable.has_value(); });
    if (job_.make.screening && all_shown) check_film(job_, scans);
    for (std::size_t i = 0; i < scans.size(); ++i)
      if (auto derivation = derivation_of(job_.reels[i], scans[i]->inventory(), outcome_.findings))
        derivations_.push_back(std::move(*derivation));
    if (!job_.veto.empty()) veto_ = read_veto(job_.veto);
    if (!job_.dry_run && !part_) foresee_space(scans);
    for (std::size_t i = 0; i < scans.size(); ++i)
      if (job_.dry_run)
        estimate(job_.reels[i], scans[i]->inventory(), outcome_);
      else
        make_reel(job_.reels[i], *scans[i]);
    if (job_.dry_run && job_.make.screening)
      ask(job_, scans, {}, outcome_, observer_);
    else if (job_.make.screening && screened_.size() == job_.reels.size() && (!part_ || is_part(Step::encode)))
      make_screening();
    return std::move(outcome_);
  }

 private:
  void estimate(const ReelJob& reel, const Inventory& inventory, Outcome& outcome) const {
    const auto home = output_ / reel.id;
    if (job_.make.preservation) add_estimate(outcome, "preservation", reel, home / "preservation", inventory, job_);
    if (job_.make.restored) add_estimate(outcome, "restored", reel, home / "restored-1", inventory, job_);
    if (job_.make.screening)
      add_estimate(outcome, "screening", reel, output_ / job_.film / "screening-1", inventory, job_);
  }

  void foresee_space(std::span<const std::unique_ptr<Scan>> scans) const {
    Outcome estimated;
    std::vector<fs::path> begun{output_ / job_.film, segments_folder(output_, job_.film, job_.resources)};
    for (std::size_t i = 0; i < scans.size(); ++i) {
      const auto& reel = job_.reels[i];
      estimate(reel, scans[i]->inventory(), estimated);
      if (reel.id == job_.film) continue;
      begun.push_back(output_ / reel.id);
      begun.push_back(segments_folder(output_, reel.id, job_.resources));
    }
    note_space(estimated, output_, begun, job_, observer_);
  }

  void make_reel(const ReelJob& reel, const Scan& scan) {
    const bool restorable = !scan.inventory().not_restorable;  // if not, a finding says why
    if (restorable) screened_.push_back(&reel);
    if (is_part(Step::encode)) return;
    WorkFolder folder(output_, reel.id, job_.resources, observer_, held());
    const ReelWork work{job_, reel, scan, scan.inventory().sounds, scan.numbers().front(), folder, observer_};
    if (job_.make.preservation) make_preservation(work);
    if (job_.make.restored && restorable) make_restored(work);
    if (!part_) folder.remove();
  }

  bool is_part(Step step) const { return part_ && part_->step == step; }
  WorkFolder::Held held() const { return part_ ? WorkFolder::Held::together : WorkFolder::Held::alone; }

  void make_preservation(const ReelWork& work) {
    const auto name = output_ / work.reel.id / "preservation";
    ProcessRecord record{"preservation",     work.reel.id, work.source(), {}, {}, work.inventory().findings,
                         work.reel.catalogue};
    record.answers = work.reel.answers;
    if (fs::exists(name)) {
      const auto relation = derivations_of(work.reel.id);
      const auto made_as = stream_of(work, request_of(name));
      if (!made_as || (!relation.empty() && relation[0].sha256 != derived_from(name)))
        throw Error(ExitCode::no_output,
                    Message("T4140",
                            "{1}: holds another scan, or this one under other facts; a sealed package is never "
                            "changed: give the reel another id",
                            {printable(name)}));
      tell_rate(work, *made_as, name);
      return recognise("preservation", work.reel.id, name);
    }
    if (is_part(Step::measure)) preserve_share(work, part_->share);
    if (part_) return;
    const auto suffix =
        work.inventory().kind == Inventory::Kind::frames ? fs::path(".mkv") : work.inventory().root.extension();
    const auto in_package = fs::path("data") / (work.reel.id + suffix.string());
    take_apart(work.folder.segment_folder(preserve_step), work.folder.growing("preservation") / in_package, observer_);
    const auto staging = new_staging(work.folder, "preservation");
    std::vector<Finding> found;
    auto [master, inventory, kept] = preserve_reel(work, staging / in_package, found);
    if (!master.frames.empty())
      write_file(staging / "data/metadata" / (work.reel.id + ".framemd5"),
                 framemd5_text(work.inventory().stream, master.frames));
    write_file(staging / "data/metadata/reel.json", codecs::reel_json(inventory) + '\n');
    record.kept = std::move(kept);
    finish(std::move(record), {std::move(master)}, found, staging, name, "the scan, losslessly packed and proved");
    work.folder.remove(preserve_step);
  }

  void make_restored(const ReelWork& work) {
    const auto home = output_ / work.reel.id;
    std::string settings = ' ' + line_of(job_.repairs);
    if (job_.frames)
      settings += " frames " + std::to_string(job_.frames->first) + '-' + std::to_string(job_.frames->second);
    ProcessRecord record{"restored", work.reel.id, work.source() + settings, {}, {}, {}, work.reel.catalogue};
    record.answers = work.reel.answers;
    for (const auto& stream : streams_before_answers(work.inventory()))
      if (find("restored", home, work.source(stream) + settings)) {
        record.request = work.source(stream) + settings;
        break;
      }
    PlanBasis basis{{}, veto_};
    if (!veto_.entries.empty()) {
      if (const auto before = find("restored", home, record.request)) {
        basis.plan = plan_of_master(codecs::open_scan(*before, {})->inventory());
        basis.package = *before;
      }
      record.request += " veto " + veto_.identity;
    }
    if (const auto found = find("restored", home, record.request)) return recognise("restored", work.reel.id, *found);
    if (part_) return restore_share(work, part_->step, part_->share);

    record.source_sha256 = master_digest_of(home / "preservation");
    const auto version = next_version(home, "restored");
    const auto in_package = fs::path("data") / (work.reel.id + ".mkv");
    take_apart(work.folder.segment_folder(restore_step), work.folder.growing("restored") / in_package, observer_);
    const auto staging = new_staging(work.folder, "restored");
    std::vector<Finding> found;
    auto restoration = restore_reel(work, basis, staging / in_package, std::nullopt, found);
    const auto stream = codecs::MatroskaReader(restoration.master.file).tracks().at(0).stream;
    write_file(staging / "data/metadata" / (work.reel.id + ".framemd5"),
               framemd5_text(stream, restoration.master.frames));
    fs::copy_file(restoration.plan, staging / "data/metadata/plan.jsonl");
    if (!veto_.entries.empty()) write_file(staging / "data/metadata/veto.json", veto_.text);
    finish(std::move(record), {std::move(restoration.master)}, found, staging,
           home / ("restored-" + std::to_string(version)),
           "the scan after restoration, lossless, with the plan of every change");
  }

  void make_screening() {
    const auto home = output_ / job_.film;
    ProcessRecord record{"screening", job_.film, "screen", {}, {}, {}};
    for (const auto& format : formats_of(job_)) record.request += ' ' + format;
    for (const auto& preset : job_.presets) record.request += " preset " + preset;
    if (job_.archive_rate) record.request += " pulldown none";
    if (job_.container) record.request += " container " + std::string(name_of(*job_.container));
    record.request += line_of(job_.sounds);
    if (job_.loudness_lufs) record.request += " loudness " + std::to_string(*job_.loudness_lufs);
    for (const auto& subtitles : job_.subtitles) record.request += " subtitles " + line_of(subtitles);
    if (job_.frames)
      record.request += " frames " + std::to_string(job_.frames->first) + '-' + std::to_string(job_.frames->second);
    std::vector<fs::path> sources;
    for (const auto& reel : job_.reels) {
      std::ranges::copy(reel.answers, std::back_inserter(record.answers));
      sources.push_back(screening_source(reel));
      record.request += " | " + sources.back().lexically_relative(output_).generic_string() + ' ' +
                        request_of(sources.back()) + ' ' + facts_line(reel) +
                        scan_line(*codecs::open_scan(reel.scan, reel.facts));
    }
    WorkFolder folder(output_, job_.film, job_.resources, observer_, held());
    if (const auto found = find("screening", home, record.request)) {
      if (!part_) folder.remove();  // a run that was killed just after sealing
      return recognise("screening", job_.film, *found);
    }

    std::vector<std::unique_ptr<Scan>> scans;
    for (std::size_t i = 0; i < job_.reels.size(); ++i)
      scans.push_back(codecs::open_scan(sources[i], job_.reels[i].facts));
    ask(job_, scans, output_ / question_sheet_of(job_), outcome_, observer_);
    if (!outcome_.questions.empty()) return;
    check_rates(job_, scans);  // a master may know what no header says

    std::vector<Finding> found;
    std::vector<ReelWork> reels;
    for (std::size_t i = 0; i < job_.reels.size(); ++i) {
      const auto& reel = job_.reels[i];
      const auto original = codecs::open_scan(reel.scan, reel.facts);
      reels.push_back(
          {job_, reel, *scans[i], original->inventory().sounds, original->numbers().front(), folder, observer_});
    }
    if (part_) return screen_share(reels, part_->share);
    const auto version = next_version(home, "screening");
    const auto staging = folder.growing("screening");
    make_folders(staging / "data");
    keep_only(staging, {"data"});  // nothing of a package that was not sealed to its end
    auto [copies, sounds] = screen_film(reels, job_.film, staging / "data", found);
    make_folders(staging / "data" / "metadata");
    if (copies.empty()) {  // subtitles that cannot be shown
      std::ranges::move(found, std::back_inserter(outcome_.findings));
      return folder.remove();
    }
    outcome_.sounds = record.sounds = std::move(sounds);
    finish(std::move(record), std::move(copies), found, staging, home / ("screening-" + std::to_string(version)),
           "screening copies");
    folder.remove();
  }

  /// The newest restored version of the reel, else its preservation package, else the scan.
  fs::path screening_source(const ReelJob& reel) const {
    const auto home = output_ / reel.id;
    if (const int versions = next_version(home, "restored") - 1; versions > 0)
      return restored_ready_.contains(reel.id) ? restored_ready_.at(reel.id)
                                               : home / ("restored-" + std::to_string(versions));
    return reel.scan;
  }

  /// The scan as it is today, and its sound.
  static std::string scan_line(const Scan& scan) {
    const auto& inventory = scan.inventory();
    std::string line = " scan " + hex(inventory.digest) + ' ' + to_string(inventory.stream.rate);
    for (const auto& sound : inventory.sounds)
      line += " sound " + printable(sound.file.filename()) + ' ' + std::to_string(sound.size) + ' ' +
              std::to_string(sound.modified_ns);
    return line;
  }

  static std::string facts_line(const ReelJob& reel) {
    const auto& facts = reel.facts;
    std::string line = std::string(name_of(facts.transfer)) + ' ' + std::string(name_of(facts.element));
    if (!facts.lut.empty()) line += " lut " + codecs::CubeLut(facts.lut).sha256();
    if (facts.squeeze) line += " squeeze " + to_string(*facts.squeeze);
    for (const auto& [label, number] : reel.markers) line += ' ' + std::string(label) + ' ' + std::to_string(number);
    if (reel.first) line += " first " + std::to_string(*reel.first);
    if (reel.last) line += " last " + std::to_string(*reel.last);
    const auto& area = facts.picture.area;
    line += " picture " + std::to_string(static_cast<int>(facts.picture.kind)) + ' ' + std::to_string(area.x) + ' ' +
            std::to_string(area.y) + ' ' + std::to_string(area.size.width) + ' ' + std::to_string(area.size.height);
    return line;
  }

  /// As what a package was made of this scan, before answers or after; nothing: of another.
  static std::optional<StreamInfo> stream_of(const ReelWork& work, const std::string& request) {
    for (auto& stream : streams_before_answers(work.inventory()))
      if (work.source(stream) == request) return std::move(stream);
    return std::nullopt;
  }

  void tell_rate(const ReelWork& work, const StreamInfo& made_as, const fs::path& package) const {
    if (made_as.rate == work.inventory().stream.rate) return;
    observer_.note(Message("T4690",
                           "{1}: is sealed with {2} frames a second, and keeps them; only what is made from now on has "
                           "{3}",
                           {printable(package), to_string(made_as.rate), to_string(work.inventory().stream.rate)}));
  }

  std::vector<Derivation> derivations_of(const std::string& reel) const {
    std::vector<Derivation> its;
    std::ranges::copy_if(derivations_, std::back_inserter(its),
                         [&](const Derivation& derivation) { return derivation.reel == reel; });
    return its;
  }

  static fs::path new_staging(const WorkFolder& folder, const std::string& kind) {
    const auto staging = folder.staging(kind);
    make_folders(staging / "data" / "metadata");
    return staging;
  }

  /// The sealed package of this kind that was made for the same request.
  static std::optional<fs::path> find(const std::string& kind, const fs::path& home, const std::string& request) {
    for (int number = 1; number < next_version(home, kind); ++number)
      if (const auto package = home / (kind + '-' + std::to_string(number)); request_of(package) == request)
        return package;
    return std::nullopt;
  }

  /// Seals what lies in `staging`. `found` is what making it has shown, beside what stands in the record already.
  void finish(ProcessRecord record, std::vector<Master> masters, const std::vector<Finding>& found,
              const fs::path& staging, const fs::path& name, const std::string& description) {
    record.masters = std::move(masters);
    record.derived_from = record.kind == "screening" ? derivations_ : derivations_of(record.id);
    std::ranges::copy(found, std::back_inserter(record.findings));
    std::ranges::copy(found, std::back_inserter(outcome_.findings));
    write_file(staging / "data/metadata/process.json", to_json(record));
    observer_.phase("seal", printable(name.filename()), 1, "packages");
    Manifest proved;
    for (const auto& master : record.masters)  // what is a folder is read once more, as it is sealed
      if (master.sha256 != Sha256{}) proved["data/" + master.file.filename().string()] = hex(master.sha256);
    seal(staging, record.id, description, name, proved);
    observer_.advance();
    Product product{record.kind, record.id, name, 0, 0, {}, false};
    for (const auto& master : record.masters) {
      product.bytes += master.size;
      product.frames = std::max(product.frames, std::ssize(master.frames));
      product.sha256 = master.sha256;
    }
    outcome_.products.push_back(std::move(product));
    if (record.kind == "restored") restored_ready_[record.id] = name;
  }

  void recognise(const std::string& kind, const std::string& id, const fs::path& package) {
    if (kind == "restored") restored_ready_[id] = package;
    Product product{kind, id, package, 0, 0, {}, true};
    for (const auto& master : masters_of(package)) {
      product.bytes += master.size;
      product.frames = std::max(product.frames, master.frames);
    }
    outcome_.products.push_back(std::move(product));
    for (auto& remark : remarks_of(package)) {  // what making it had shown is said again, what the scan says once
      const bool said =
          remark.code == FindingCode::missing_rate || std::ranges::any_of(outcome_.findings, [&](const Finding& other) {
            return other.code == remark.code && other.frame == remark.frame &&
                   english(other.message) == english(remark.message);
          });
      if (!said) outcome_.findings.push_back(std::move(remark));
    }
  }

  const Job& job_;
  fs::path output_;
  std::optional<Part> part_;  // nothing: the whole
  Observer& observer_;
  Outcome outcome_;
  std::vector<Derivation> derivations_;             // of the reels that came back from elsewhere
  Veto veto_;                                       // of the one reel that is restored; without entries: none
  std::vector<const ReelJob*> screened_;            // reels that a screening can be made of
  std::map<std::string, fs::path> restored_ready_;  // by reel: made or recognised in this run
};

}  // namespace

Outcome run(const Job& job, const fs::path& output, Observer& observer) {
  return Packages(job, fs::absolute(output), std::nullopt, observer).make();
}

Outcome make_segments(const Job& job, const fs::path& output, Step step, Share share, Observer& observer) {
  return Packages(job, fs::absolute(output), Part{step, share}, observer).make();
}

}  // namespace tasma::pipeline
