#include <algorithm>
#include <fstream>

#include "codecs/digest.hpp"
#include "codecs/image_sequence.hpp"
#include "codecs/master.hpp"
#include "codecs/open.hpp"
#include "codecs/reel_json.hpp"
#include "codecs/settle.hpp"
#include "codecs/sidecars.hpp"
#include "codecs/sound.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/checksums.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/derivation.hpp"
#include "pipeline/estimate.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/reel.hpp"
#include "pipeline/reversibility.hpp"
#include "pipeline/source_files.hpp"
#include "pipeline/take_apart.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// The frames of a scan with the files they were read from, and those files' `others` among digests.
class WholeFrames final : public FrameSource {
 public:
  WholeFrames(const Scan& scan, std::set<DigestAlgorithm> others) : scan_(scan), others_(std::move(others)) {}
  const StreamInfo& stream() const override { return scan_.stream(); }
  std::span<const std::int64_t> numbers() const override { return scan_.numbers(); }
  Frame read(std::int64_t position) const override { return scan_.read_source(position, others_); }

 private:
  const Scan& scan_;
  std::set<DigestAlgorithm> others_;
};

/// What the checksum lists need beyond the digests that preserving makes anyway.
std::set<DigestAlgorithm> others_of(const Checksums& checksums) {
  auto others = checksums.algorithms();
  others.erase(DigestAlgorithm::md5);
  others.erase(DigestAlgorithm::sha256);
  return others;
}

/// Segments without those digests are made again.
std::string settings_with(const std::set<DigestAlgorithm>& others) {
  std::string settings = "ffv1";
  for (const auto algorithm : others) settings += ' ' + std::string(name_of(algorithm));
  return settings;
}

/// The inventory with the states that only reading the frames has shown, and a finding for each of those.
Inventory with_states(Inventory inventory, const CodedReel& reel, std::vector<Finding>& findings) {
  std::size_t position = 0;
  for (const auto& segment : reel.segments)
    for (const auto& record : segment.frames) {
      auto& entry = inventory.frames.at(position++);
      if (record.state == entry.state) continue;
      entry.state = record.state;
      findings.push_back(
          {FindingCode::invalid_picture, Severity::remark, entry.file, entry.number,
           Message("T4101", "does not decode; the file is kept whole, a neighbour stands in its place")});
    }
  return inventory;
}

bool none_decodes(const CodedReel& reel) {
  return std::ranges::all_of(reel.segments, [](const Segment& segment) {
    return std::ranges::none_of(segment.frames, [](const auto& frame) { return frame.state == FrameState::whole; });
  });
}

std::vector<SoundSegment> preserve_sounds(const ReelWork& work) {
  const auto folder = work.folder.segment_folder(preserve_step);
  std::vector<SoundSegment> sounds;
  for (std::size_t track = 0; track < work.sounds.size(); ++track) {
    const auto& sound = work.sounds[track];
    Segment wanted{
        "sound-" + std::to_string(track + 1), 0, 0, {0, sound.samples}, work.fingerprint("sound"), 0, {}, {}};
    work.observer.phase("sound", printable(sound.file.filename()), 1, "tracks");
    sounds.push_back({folder.reuse_or_make(wanted,
                                           [&](const fs::path& file, Segment& segment) {
                                             const auto digest = codecs::preserve_sound(
                                                 sound, file, [&] { return work.observer.stop_requested(); });
                                             segment.frames.push_back({});
                                             segment.frames.back().file_sha256 = hex(digest);
                                           }),
                      ""});
    work.observer.advance();
  }
  return sounds;
}

/// The file as it is, under another name: copied, synced, read back, compared.
Master copy_whole(const ReelWork& work, const fs::path& file, std::vector<Finding>& findings) {
  const auto& source = work.inventory().root;
  if (source.extension() != file.extension())
    throw Error(ExitCode::usage, Message("T4103", "{1}: a movie is preserved as it is; give the output the suffix {2}",
                                         {printable(file), printable(source.extension())}));
  const auto part = begin_part(file);
  work.observer.phase("copy", work.reel.id, static_cast<std::int64_t>(fs::file_size(source)), "bytes");
  const auto size = fs::file_size(source);
  const auto modified = fs::last_write_time(source);
  const Checksums checksums(work.inventory());
  auto algorithms = checksums.algorithms();
  algorithms.insert(DigestAlgorithm::sha256);
  std::ifstream in(source, std::ios::binary);
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  codecs::DigestStreams digest(algorithms);
  for (std::vector<char> block(1 << 20); in;) {
    stop_if_requested(work.observer);
    in.read(block.data(), std::ssize(block));
    digest.add({reinterpret_cast<const std::uint8_t*>(block.data()), static_cast<std::size_t>(in.gcount())});
    out.write(block.data(), in.gcount());
    work.observer.advance(in.gcount());
  }
  out.close();
  if (in.bad() || !in.eof() || !out)
    throw Error(ExitCode::io, Message("T4104", "{1}: cannot be copied to {2}; see that the disk has room",
                                      {printable(source), printable(part)}));
  if (fs::file_size(part) != size || fs::file_size(source) != size || fs::last_write_time(source) != modified)
    throw Error(ExitCode::material,
                Message("T4108", "{1}: changed while it was copied; wait until it is complete", {printable(source)}));
  codecs::settle(part, codecs::Cache::drop);
  const auto digests = digest.finish();
  const auto expected = parse_sha256(digests.at(DigestAlgorithm::sha256)).value();
  if (codecs::sha256_of(part) != expected)
    throw Error(ExitCode::io,
                Message("T4105", "{1}: reads back otherwise than it was copied; check the disk", {printable(part)}));
  publish(part, file, Taken::refuse);
  std::ranges::move(checksums.compare({{source.filename().native(), digests}}, Severity::remark).findings,
                    std::back_inserter(findings));
  return {file, fs::file_size(file), expected, {}};
}

/// Whether `file` is the preservation master of this very scan under the same facts.
bool is_master_of(const fs::path& file, const Inventory& inventory) {
  if (inventory.kind != Inventory::Kind::frames)
    return fs::file_size(file) == fs::file_size(inventory.root) &&
           codecs::sha256_of(file) == codecs::sha256_of(inventory.root);
  if (!codecs::is_master(file)) return false;
  const auto recorded = codecs::open_master(file, {})->inventory();
  if (recorded.frames.size() != inventory.frames.size()) return false;
  auto expected = inventory;
  for (std::size_t i = 0; i < expected.frames.size(); ++i) {
    expected.frames[i].state = recorded.frames[i].state;
    expected.frames[i].digest = recorded.frames[i].digest;
    expected.frames[i].kept_whole = recorded.frames[i].kept_whole;
  }
  if (!codecs::same_sidecars(codecs::sidecars_of(inventory), recorded.kept)) return false;
  expected.kept = recorded.kept;
  expected.said.gaps = recorded.said.gaps;  // what became of gaps is told by the frames
  return codecs::reel_json(expected) == codecs::reel_json(recorded);
}

CodedReel code_scan(const ReelWork& work, const SegmentFolder& folder, const std::set<DigestAlgorithm>& others,
                    const Flow& flow) {
  const auto fingerprint = work.fingerprint(settings_with(others));
  if (work.job.resources.keep_proved) keep_proved(work, folder, fingerprint, flow);
  const Range all{0, std::ssize(work.inventory().frames)};
  work.observer.phase("preserve", work.reel.id, all.length());
  const auto as_it_is = [](const Neighbourhood& around) {
    return std::shared_ptr<const Image>(around.centre, &around.centre->pixels);
  };
  return code_reel(
      folder, preserve_step, [&](Range) { return fingerprint; }, work.inventory(), WholeFrames(work.scan, others), all,
      work.job.resources.segment_length, 0, work.inventory().stream, as_it_is, flow, work.observer);
}

}  // namespace

void preserve_share(const ReelWork& work, Share share) {
  if (work.inventory().kind != Inventory::Kind::frames) return;  // it is one file, and copied
  refuse_unkept(work);
  const auto flow = flow_for(work.job.resources, work.inventory().stream, 0).of(share);
  code_scan(work, work.folder.segment_folder(preserve_step), others_of(Checksums(work.inventory())), flow);
}

Preservation preserve_reel(const ReelWork& work, const fs::path& file, std::vector<Finding>& findings) {
  if (work.inventory().kind != Inventory::Kind::frames) return {copy_whole(work, file, findings), work.inventory(), {}};

  const auto folder = work.folder.segment_folder(preserve_step);
  const auto flow = flow_for(work.job.resources, work.inventory().stream, 0);
  refuse_unkept(work);
  const Checksums checksums(work.inventory());
  const auto others = others_of(checksums);
  const auto sounds = preserve_sounds(work);
  const auto coded = code_scan(work, folder, others, flow);
  if (none_decodes(coded))
    throw Error(ExitCode::material,
                Message("T4193",
                        "{1}: not one of its {2} frames decodes, so there is nothing to look at in a master; "
                        "copy the scan again",
                        {printable(work.inventory().root), std::to_string(work.inventory().frames.size())}));
  auto others_made = kept_segments(work, coded);
  auto kept = gather(work, folder, coded, sounds, with_states(work.inventory(), coded, findings), others);

  const bool stand_ins = std::ranges::any_of(kept.inventory.frames,
                                             [](const FrameEntry& frame) { return frame.state != FrameState::whole; });
  if (stand_ins)
    findings.push_back({FindingCode::unexpected_layout,
                        Severity::note,
                        {},
                        {},
                        Message("T4195",
                                "pictures stand in for missing or damaged frames: tasma extract gives the scan "
                                "back, of RAWcooked that is not promised")});

  if (!codecs::same_sidecars(codecs::sidecars_of(work.inventory()), kept.inventory.kept))
    throw Error(ExitCode::material,
                Message("T4166", "{1}: a folder in it changed while it was read; run again when it is at rest",
                        {printable(work.inventory().root)}));
  const auto changes = codecs::changes_since(work.inventory());
  if (!changes.empty())
    throw Error(ExitCode::material,
                Message("T4107", "{1}: {2} while it was read; wait until the folder is complete, then run again",
                        {printable(work.inventory().root / changes[0].file), english(changes[0].message)}));

  std::ranges::move(checksums.compare(kept.digests, Severity::remark).findings, std::back_inserter(findings));

  codecs::ContainerFacts facts{work.reel.id, work.date_s(), {}, {}, kept.attachments, kept.behind};
  if (!kept.behind.empty())  // nothing else in the file vouches for it
    facts.tags.emplace_back(codecs::behind_digest_tag, hex(codecs::sha256_of(kept.behind)));
  const auto prove = [&](const fs::path& part) {
    const auto written = codecs::open_master(part, {});
    const Range all_of_it{0, std::ssize(written->inventory().frames)};
    SourceFiles(*written).give({.part = all_of_it,
                                .take = [](const ReturnedFile& other) { other.produce([](auto) {}); },
                                .wanted = [](Order::Kind kind, auto&) { return kind != Order::Kind::frame; }},
                               flow, work.observer);
  };
  auto master = join(folder, {coded}, sounds, facts, "preservation", file, flow, work.observer, prove);
  return {std::move(master), std::move(kept.inventory), std::move(others_made)};
}

Outcome preserve(const Job& job, const fs::path& master, Observer& observer) {
  const auto& reel = job.reels.front();
  const auto scan = codecs::open_scan(reel.scan, reel.facts);
  Outcome outcome{{}, scan->inventory().findings, 0};
  if (is_refused(scan->inventory())) return outcome;
  derivation_of(reel, scan->inventory(), outcome.findings);
  const auto output = fs::absolute(master).parent_path();
  refuse_inside(reel.scan, master);
  refuse_sealed(output);
  refuse_inside(reel.scan, segments_folder(output, reel.id, job.resources));
  if (scan->inventory().kind == Inventory::Kind::frames && master.extension() != ".mkv")
    throw Error(ExitCode::usage,
                Message("T4109", "{1}: a preservation master is Matroska: call it .mkv", {printable(master)}));
  std::error_code none;
  if (fs::is_regular_file(master, none) && is_master_of(master, scan->inventory())) {
    outcome.products.push_back(
        {"master", reel.id, master, fs::file_size(master), std::ssize(scan->inventory().frames), {}, true});
    return outcome;
  }
  auto estimated = outcome;
  add_estimate(estimated, "master", reel, master, scan->inventory(), job);
  if (job.dry_run) return estimated;
  if (fs::exists(fs::symlink_status(master)))  // also a link that leads nowhere
    throw Error(ExitCode::no_output,
                Message("T4106", "{1}: exists; a preservation master is never overwritten", {printable(master)}));
  make_folders(output);
  note_space(estimated, output, {segments_folder(output, reel.id, job.resources)}, job, observer);
  WorkFolder folder(output, reel.id, job.resources, observer);
  const auto staged = folder.growing(master.filename());
  take_apart(folder.segment_folder(preserve_step), staged, observer);
  const ReelWork work{job, reel, *scan, scan->inventory().sounds, scan->numbers().front(), folder, observer};
  const auto made = preserve_reel(work, staged, outcome.findings).master;
  publish(staged, fs::absolute(master), Taken::refuse);
  outcome.products.push_back({"master", reel.id, master, made.size, std::ssize(made.frames), made.sha256, false});
  folder.remove();
  return outcome;
}

}  // namespace tasma::pipeline
