#include <algorithm>

#include "codecs/digest.hpp"
#include "codecs/open.hpp"
#include "codecs/screening.hpp"
#include "codecs/settle.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/estimate.hpp"
#include "pipeline/picture_area.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/reel.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr int tallest = 1080;              // lines
constexpr std::int64_t coding_chunk = 96;  // frames coded together: part of the settings, not of the schedule

std::vector<codecs::ScreeningFormat> formats_of(const Job& job) {
  std::vector<codecs::ScreeningFormat> formats;
  for (const auto& name : job.screen_as) {
    const auto format = codecs::parse_screening_format(name);
    if (!format)
      throw Error(ExitCode::usage, Message("T4120", "--as {1}: not made here; there are h264, prores and dcp", {name}));
    formats.push_back(*format);
  }
  return formats;
}

/// How this reel becomes light on a screen: what was said, over what the headers say, over video.
codecs::DisplaySpec display_of(const ReelWork& work, const FrameSource& source, std::vector<Finding>& findings) {
  const auto& facts = work.inventory().said;
  codecs::DisplaySpec spec;
  spec.scan = source.stream();
  spec.transfer = facts.transfer != Transfer::unknown ? facts.transfer : spec.scan.transfer;
  if (spec.transfer == Transfer::unknown) {
    spec.transfer = Transfer::video;
    findings.push_back({FindingCode::missing_transfer,
                        Severity::note,
                        {},
                        std::nullopt,
                        Message("T4121", "no header says what code values mean; shown as video, see --transfer")});
  }
  spec.element = facts.element;
  spec.squeeze = facts.squeeze.value_or(spec.scan.pixel_aspect.known() ? spec.scan.pixel_aspect : Rational{1, 1});
  spec.picture = picture_area(source, facts.picture);
  return spec;
}

std::string settings_of(const codecs::DisplaySpec& spec) {
  const auto& area = spec.picture;
  return std::string(name_of(spec.transfer)) + ' ' + std::string(name_of(spec.element)) + ' ' +
         to_string(spec.squeeze) + ' ' + std::to_string(area.x) + ' ' + std::to_string(area.y) + ' ' +
         std::to_string(area.size.width) + 'x' + std::to_string(area.size.height) + " chunk " +
         std::to_string(coding_chunk);
}

/// A frame on its way from the scan to the encoders.
struct Shown {
  FrameRecord record;
  std::int64_t position = 0;
  codecs::DisplayedFramePtr picture;
};

/// The frames that belong to the picture, of those `--frames` picks.
Range screened_part(const ReelWork& work, const Pictures& pictures) {
  const auto numbers = pictures.source().numbers();
  auto [first, last] = work.job.frames.value_or(std::pair(numbers.front(), numbers.back()));
  first = std::max(first, work.reel.first.value_or(first));
  last = std::min(last, work.reel.last.value_or(last));
  return part_of(numbers, first, last);
}

}  // namespace

std::vector<Master> screen_reel(const ReelWork& work, const std::string& name, const fs::path& folder,
                                std::vector<Finding>& findings) {
  const auto formats = formats_of(work.job);
  const Pictures pictures(work);
  const auto& source = pictures.source();
  const auto part = screened_part(work, pictures);
  const auto spec = display_of(work, source, findings);
  const SegmentFolder segments(work.folder.segments("screen-" + name));
  const auto fingerprint = work.fingerprint("screen " + settings_of(spec));
  const auto flow = flow_for(work.job.resources, source.stream(), 0);
  const auto stop = [&] { return work.observer.stop_requested(); };

  // One pass over a chunk codes every format that is not there yet: one decode, one conversion for all.
  const auto chunks = split(part, coding_chunk);
  const auto display = codecs::make_display(spec, tallest, formats);
  std::vector<std::vector<Segment>> made(formats.size(), std::vector<Segment>(chunks.size()));
  work.observer.phase("screen", name, part.length());
  for_each_part(chunks, flow, work.observer, [&](std::size_t index, Range chunk) {
    std::vector<std::unique_ptr<codecs::ChunkEncoder>> encoders;
    std::vector<Segment*> missing;
    for (std::size_t i = 0; i < formats.size(); ++i) {
      auto& segment = made[i][index];
      segment = wanted_segment(std::string(codecs::name_of(formats[i])), source.numbers(), chunk, fingerprint);
      if (auto found = segments.find(segment)) {
        segment = std::move(*found);
        continue;
      }
      segments.forget(segment);
      missing.push_back(&segment);
      encoders.push_back(codecs::make_chunk_encoder(spec, tallest, formats[i], segments.part(segment.name)));
    }
    if (missing.empty()) return work.observer.advance(chunk.length());
    const auto show = [&](const Neighbourhood& around) {
      const auto& frame = *around.centre;
      return Shown{{frame.number, frame.state, {}, {}, {}, {}}, frame.position, display->convert(frame.pixels)};
    };
    for_each_frame<Shown>(source, chunk, 0, flow, work.observer, show, [&](const Shown& shown) {
      for_each_at_once(encoders.size(), [&](std::size_t i) {
        encoders[i]->write(*shown.picture, shown.position - part.begin);
        missing[i]->frames.push_back(shown.record);
      });
      work.observer.advance();
    });
    for (std::size_t i = 0; i < missing.size(); ++i) {
      encoders[i]->finish();
      *missing[i] = segments.keep(std::move(*missing[i]));
    }
  });
  std::vector<FrameRecord> records;
  for (const auto& segment : made.front()) std::ranges::copy(segment.frames, std::back_inserter(records));
  report_damage(work.inventory(), part, records, findings);

  auto stream = source.stream();
  stream.size = codecs::display_size(spec, tallest);
  stream.pixel_aspect = {1, 1};
  const double begin_s =
      static_cast<double>(source.numbers()[static_cast<std::size_t>(part.begin)] - work.sounds_begin) /
      stream.rate.value();
  const double length_s = static_cast<double>(part.length()) / stream.rate.value();
  std::vector<Master> masters;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    std::vector<fs::path> sounds, files;
    for (std::size_t track = 0; track < work.sounds.size(); ++track) {
      const auto& sound = work.sounds[track];
      Segment wanted{std::string(codecs::name_of(formats[i])) + "-sound-" + std::to_string(track + 1),      0, 0,  {},
                     fingerprint + " from " + std::to_string(begin_s) + " for " + std::to_string(length_s), 0, {}, {}};
      const auto segment = segments.reuse_or_make(wanted, [&](const fs::path& file, Segment&) {
        codecs::encode_screening_sound(sound, formats[i], begin_s, length_s, file);
      });
      sounds.push_back(segments.file(segment));
    }
    for (const auto& segment : made[i]) files.push_back(segments.file(segment));
    const auto file = folder / (name + std::string(codecs::suffix_of(formats[i])));
    auto part_file = file;
    part_file += ".part";
    work.observer.phase("join", printable(file.filename()), 1, "files");
    Master master{file, 0, {}, records};
    if (formats[i] == codecs::ScreeningFormat::dcp) {
      fs::remove_all(part_file);
      codecs::join_dcp({spec, name, files, sounds.empty() ? fs::path() : sounds.front(), work.date_s()}, part_file,
                       work.observer);
      for (const auto& entry : fs::directory_iterator(part_file)) master.size += entry.file_size();
    } else {
      codecs::join_screening(formats[i], stream, files, sounds, name, work.date_s(), part_file, stop);
      codecs::settle(part_file, codecs::Cache::drop);
      master.size = fs::file_size(part_file);
      master.sha256 = codecs::sha256_of(part_file);
    }
    work.observer.advance();
    publish(part_file, file, Taken::refuse);
    masters.push_back(std::move(master));
  }
  return masters;
}

namespace {

/// The copies of one reel, grown beside their names.
struct Grown {
  std::string reel;
  std::unique_ptr<WorkFolder> folder;
  std::vector<Master> copies;
};

}  // namespace

Outcome screen(const Job& job, const fs::path& output, Observer& observer) {
  Outcome outcome;
  const auto target = fs::absolute(output);
  const auto formats = formats_of(job);
  refuse_sealed(target);
  // Every name and every reel is looked at before hours of work begin.
  std::vector<std::unique_ptr<Scan>> scans;
  for (const auto& reel : job.reels) {
    refuse_inside(reel.scan, output);
    refuse_inside(reel.scan, segments_folder(target, reel.id, job.resources));
    for (const auto format : formats)
      if (const auto file = target / (reel.id + std::string(codecs::suffix_of(format)));
          fs::exists(file) && !job.overwrite)
        throw Error(ExitCode::no_output,
                    Message("T4122", "{1}: exists; name another folder, or --overwrite", {printable(file)}));
    scans.push_back(codecs::open_scan(reel.scan, reel.facts));
    for (auto finding : scans.back()->inventory().findings) {
      if (finding.code == FindingCode::missing_sound) finding.severity = Severity::remark;
      outcome.findings.push_back(std::move(finding));
    }
  }
  // All appear when all are done, so that the same command goes on after an interruption at any place.
  std::vector<Grown> grown;
  for (std::size_t i = 0; i < scans.size(); ++i) {
    const auto& reel = job.reels[i];
    const auto& scan = *scans[i];
    if (is_refused(scan.inventory())) continue;
    if (job.dry_run) {
      add_estimate(outcome, "screening", reel.id, target, scan.inventory(), job);
      continue;
    }
    make_folders(target);
    auto folder = std::make_unique<WorkFolder>(target, reel.id, job.resources, observer);
    const auto staged = folder->staging("screening");
    make_folders(staged);
    auto copies = screen_reel({job, reel, scan, scan.inventory().sounds, scan.numbers().front(), *folder, observer},
                              reel.id, staged, outcome.findings);
    grown.push_back({reel.id, std::move(folder), std::move(copies)});
  }
  for (const auto& [reel, folder, copies] : grown)
    for (const auto& copy : copies) {
      replace(copy.file, target / copy.file.filename(), job.overwrite);
      outcome.products.push_back(
          {"screening", reel, output / copy.file.filename(), copy.size, std::ssize(copy.frames), copy.sha256, false});
    }
  for (const auto& reel : grown) reel.folder->remove();
  return outcome;
}

}  // namespace tasma::pipeline
