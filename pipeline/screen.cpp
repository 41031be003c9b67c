#include <algorithm>
#include <cmath>

#include "codecs/cube_lut.hpp"
#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/open.hpp"
#include "codecs/screening.hpp"
#include "codecs/subtitles/webvtt.hpp"
#include "pipeline/copies.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/dcp_versions.hpp"
#include "pipeline/derivation.hpp"
#include "pipeline/estimate.hpp"
#include "pipeline/film_check.hpp"
#include "pipeline/film_copy.hpp"
#include "pipeline/film_loudness.hpp"
#include "pipeline/film_markers.hpp"
#include "pipeline/film_sound.hpp"
#include "pipeline/film_subtitles.hpp"
#include "pipeline/joined_copies.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/question_sheet.hpp"
#include "pipeline/reel.hpp"
#include "pipeline/screened_reel.hpp"
#include "pipeline/test_clip.hpp"
#include "pipeline/versions.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// What is to be coded: copies that are coded alike share it.
std::vector<codecs::Coding> codings_of(std::span<const codecs::CopySpec> copies) {
  std::vector<codecs::Coding> codings;
  for (const auto& copy : copies)
    if (std::ranges::find(codings, copy.coding) == codings.end()) codings.push_back(copy.coding);
  return codings;
}

bool has_burnt_subtitles(const codecs::CopySpec& copy) {
  return copy.coding.burnt.kind == codecs::BurntText::Kind::subtitles;
}

/// A DCP has one sound, of so many channels as halls have; which of several it is, is said. Dubs are version files,
/// which one that is to stand alone does not have.
void check_sounds_for_dcp(const std::vector<FilmSound>& sounds, std::span<const codecs::CopySpec> copies,
                          std::vector<Finding>& findings) {
  for (const auto& sound : sounds) {
    if (!codecs::dcp_takes_channels(sound.channels()))
      throw Error(ExitCode::material,
                  Message("T4128", "{1}: sound of {2} channels; a DCP takes 1, 2, 6 or 8, so mix it first",
                          {printable(sound.file), std::to_string(sound.channels())}));
    if (&sound == &sounds.front()) continue;
    const auto first = printable(sounds.front().file.filename());
    const auto remark = [&](const Message& message) {
      findings.push_back(
          {FindingCode::unexpected_layout, Severity::remark, sound.file.filename(), std::nullopt, message});
    };
    if (sound.label.kind != SoundKind::dub)
      remark(Message("T4127", "a DCP has one sound, the first, {1}; this one is not in it", {first}));
    else
      for (const auto& copy : copies)
        if (copy.alone)
          remark(Message("T4673", "{1} has one sound, the first, {2}; this dub is not in it, see --preset cinema",
                         {copy.name, first}));
  }
}

/// Reels that are shown in several shapes make no film.
void check_alike(const ScreenedReel& first, const ScreenedReel& other, std::span<const codecs::Coding> codings) {
  for (const auto& coding : codings) {
    const auto size = codecs::display_size(first.spec, coding.within),
               its = codecs::display_size(other.spec, coding.within);
    if (size != its)
      throw Error(
          ExitCode::usage,
          Message("T4124", "reel {1} is shown as {2}x{3}, reel {4} as {5}x{6}; give them --picture areas of one shape",
                  {first.work.reel.id, std::to_string(size.width), std::to_string(size.height), other.work.reel.id,
                   std::to_string(its.width), std::to_string(its.height)}));
  }
}

/// The film's sound tracks for one copy, a segment each. Halls are set for the level films are mixed at, so a DCP keeps
/// it.
std::vector<codecs::CopySound> code_sounds(const std::vector<FilmSound>& sounds, std::span<const SoundFigures> figures,
                                           const SegmentFolder& segments, const codecs::CopySpec& copy) {
  std::vector<codecs::CopySound> coded;
  for (const auto& sound : sounds) {
    const auto gain_db = is_dcp(copy) ? 0 : figures[coded.size()].gain_db;
    const auto name = codecs::sound_line(copy) + "-sound-" + std::to_string(coded.size() + 1);
    const Segment wanted{name, 0,  0, {}, line_of(sound) + " | gain " + std::to_string(gain_db) + " | " + toolchain(),
                         0,    {}, {}};
    const auto segment = segments.reuse_or_make(wanted, [&](const fs::path& file, Segment&) {
      codecs::encode_screening_sound(sound.stretches, gain_db, copy, file);
    });
    coded.push_back({segments.file(segment), sound.label});
  }
  return coded;
}

std::vector<codecs::FilmMarker> film_markers(std::span<const ScreenedReel> reels) {
  std::vector<codecs::FilmMarker> markers;
  for (const auto& reel : reels)
    add_markers(reel.work.reel, reel.source().numbers(), reel.part, reel.film_begin, markers);
  return markers;
}

/// What those must know who are to play a DCP at an archive rate.
void remark_archive_rate(const Rational& film, const codecs::Coding& coding, std::vector<Finding>& findings) {
  if (!coding.archive_rate) return;
  const auto rate = codecs::dcp_rate(film, coding);
  const auto remark = [&](const Message& message) {
    findings.push_back({FindingCode::mismatched_rate, Severity::remark, {}, std::nullopt, message});
  };
  if (rate < Rational{24, 1})
    remark(
        Message("T4153",
                "the DCP runs at the archive rate of {1} pictures a second, which few halls take; ask them before, or "
                "leave out --pulldown none",
                {to_string(rate)}));
  if (!(rate == film)) {
    const auto hundredths = std::to_string(std::lround(10'000 * rate.value() / film.value()));
    remark(Message("T4154", "the DCP runs at {1} pictures a second, the film at {2}: at {3} % of its speed",
                   {to_string(rate), to_string(film),
                    hundredths.substr(0, hundredths.size() - 2) + '.' + hundredths.substr(hundredths.size() - 2)}));
  }
}

/// What those must know whose DCP has a reel of less than a second.
void remark_short_reels(std::span<const ScreenedReel> reels, const codecs::Coding& coding,
                        std::vector<Finding>& findings) {
  const auto& film = reels.front().rate();
  const auto rate = codecs::dcp_rate(film, coding);
  for (const auto& reel : reels) {
    const Range frames{reel.film_begin, reel.film_begin + reel.part.length()};
    const auto length = codecs::dcp_length(frames, film, coding);
    if (length * rate.den < rate.num)
      findings.push_back(
          {FindingCode::unexpected_duration,
           Severity::remark,
           {},
           std::nullopt,
           Message("T4651",
                   "reel {1} has {2} pictures in a DCP of {3} a second: servers may refuse a reel of less "
                   "than a second; give it more frames",
                   {reel.work.reel.id, std::to_string(length), to_string(rate)})});
  }
}

CopyParts parts_for(std::span<const ScreenedReel> reels, const codecs::CopySpec& copy,
                    const std::vector<codecs::CopySound>& sounds, const std::vector<codecs::CopySubtitles>& subtitles) {
  CopyParts parts;
  parts.spec = reels.front().spec;
  parts.stream = reels.front().source().stream();
  parts.markers = film_markers(reels);
  parts.sounds = sounds;
  if (!has_burnt_subtitles(copy)) parts.subtitles = subtitles;
  for (const auto& reel : reels) {
    parts.date_s = std::max(parts.date_s, reel.work.date_s());
    parts.chapters.push_back({reel.work.reel.id, reel.film_begin});
    parts.chunks.emplace_back();
    const auto segments = reel.segments();
    for (const auto& segment : reel.chunks(copy.coding)) {
      parts.chunks.back().push_back(segments.file(segment));
      parts.sizes.push_back({segment.size, std::ssize(segment.frames)});
      std::ranges::copy(segment.frames, std::back_inserter(parts.frames));
    }
  }
  return parts;
}

/// The versions of a DCP; one that is to stand alone has its first sound.
std::vector<DcpVersion> versions_of(const codecs::CopySpec& copy, const std::vector<std::string>& languages,
                                    std::vector<codecs::TrackLabel> sounds) {
  if (!copy.alone) return dcp_versions(languages, sounds);
  sounds.resize(std::min<std::size_t>(sounds.size(), 1));
  return dcp_versions({}, sounds);
}

/// Joins one copy of the film, complete under its name, or names, when it returns.
std::vector<Master> join_copy(std::span<const ScreenedReel> reels, const codecs::CopySpec& copy,
                              const std::vector<codecs::CopySound>& sounds,
                              const std::vector<codecs::CopySubtitles>& subtitles, const std::string& name,
                              const fs::path& folder) {
  const auto& work = reels.front().work;
  const auto parts = parts_for(reels, copy, sounds, subtitles);
  if (!is_dcp(copy)) return join_as_movies(copy, parts, name, folder, work.observer);
  std::vector<codecs::TrackLabel> labels;
  for (const auto& sound : sounds) labels.push_back(sound.label);
  return join_as_dcps(copy, parts, versions_of(copy, subtitle_languages(work.job.subtitles), labels), name, folder,
                      work.observer);
}

/// All that a copy is joined of, in one line.
std::string fingerprint_of(std::span<const ScreenedReel> reels, const codecs::CopySpec& copy,
                           const std::vector<codecs::CopySound>& sounds,
                           const std::vector<codecs::CopySubtitles>& subtitles, const std::string& name) {
  const auto& job = reels.front().work.job;
  std::string line = name + ' ' + copy.name + ' ' + toolchain();
  for (const auto& reel : reels) {
    line += " reel " + reel.work.reel.id + ' ' + std::to_string(reel.work.date_s());
    for (const auto& chunk : reel.chunks(copy.coding))
      line += ' ' + chunk.fingerprint + ' ' + std::to_string(chunk.size) + ' ' + std::to_string(chunk.modified_ns);
  }
  for (const auto& marker : film_markers(reels)) line += ' ' + marker.label + ' ' + std::to_string(marker.frame);
  for (const auto& [segment, label] : sounds) {
    const auto stamp = codecs::InputFile(segment).opened();
    line += " sound " + label.language + ' ' + std::to_string(static_cast<int>(label.kind)) + ' ' +
            std::to_string(stamp.size) + ' ' + std::to_string(stamp.modified_ns);
  }
  if (!subtitles.empty())
    for (const auto& asked : job.subtitles) line += " subtitles " + line_of(asked);
  return hex(codecs::sha256_of({reinterpret_cast<const std::uint8_t*>(line.data()), line.size()}));
}

/// Puts the chunks of a coding among those made, if all reels have had all of them.
bool take_recorded(std::span<ScreenedReel> reels, const codecs::Coding& coding) {
  std::vector<std::vector<Segment>> recorded;
  for (const auto& reel : reels)
    if (auto chunks = reel.recorded(coding))
      recorded.push_back(std::move(*chunks));
    else
      return false;
  for (std::size_t i = 0; i < reels.size(); ++i) reels[i].made.emplace_back(coding, std::move(recorded[i]));
  return true;
}

/// The copies that an interrupted run has joined, by copy; empty: not there, and what lies there of it is removed.
std::vector<std::vector<Master>> find_joined(const JoinedCopies& joined, std::span<ScreenedReel> reels,
                                             std::span<const codecs::CopySpec> copies,
                                             std::span<const std::vector<codecs::CopySound>> sounds,
                                             const std::vector<codecs::CopySubtitles>& subtitles,
                                             const std::string& name) {
  std::vector<std::vector<Master>> made(copies.size());
  std::vector<Master> all;
  for (const auto& coding : codings_of(copies)) {
    if (!take_recorded(reels, coding)) continue;
    bool is_needed = false;
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (copies[i].coding != coding) continue;
      const auto parts = parts_for(reels, copies[i], sounds[i], subtitles);
      made[i] = joined.find(copies[i].name, fingerprint_of(reels, copies[i], sounds[i], subtitles, name), parts.frames);
      std::ranges::copy(made[i], std::back_inserter(all));
      is_needed = is_needed || made[i].empty();
    }
    if (is_needed)
      for (auto& reel : reels) reel.made.pop_back();
  }
  joined.remove_all_but(all);
  return made;
}

/// For the web, and for players that take no subtitles from within.
std::string sidecar_name(const std::string& film, const std::string& language) {
  return film + '.' + language + ".vtt";
}

Master write_sidecar(const codecs::subtitles::Subtitles& cues, const fs::path& file) {
  write_file(file, codecs::subtitles::write_webvtt(cues));
  return {file, fs::file_size(file), codecs::sha256_of(file), {}};
}

/// What all that is made of a film is called.
std::vector<std::string> names_of(const Job& job) {
  const auto languages = subtitle_languages(job.subtitles);
  std::vector<codecs::TrackLabel> sounds(1);  // an original, perhaps silent, and all that may be a dub of it
  for (const auto& sound : job.sounds) sounds.push_back({sound.language, sound.kind});
  std::vector<std::string> names;
  for (const auto& copy : copies_of(job, languages))
    for (const auto& version : is_dcp(copy) ? versions_of(copy, languages, sounds) : dcp_versions({}, {}))
      names.push_back(codecs::file_name(copy, job.film) + version.suffix);
  for (const auto& language : languages) names.push_back(sidecar_name(job.film, language));
  return names;
}

/// A film whose reels, sounds and subtitles go together. Without copies it cannot be shown, as a finding says.
struct ScreenedFilm {
  std::vector<ScreenedReel> reels = {};
  std::vector<codecs::CopySubtitles> subtitles = {};
  std::vector<codecs::CopySpec> copies = {};
  std::vector<codecs::Coding> codings = {};
  std::vector<FilmSound> sounds = {};
};

/// What is wrong with the film, beyond check_film(), is told here, before hours of work. Throws Error, or adds to
/// `findings`.
ScreenedFilm checked_film(std::span<const ReelWork> works, std::vector<Finding>& findings) {
  ScreenedFilm film;
  auto& [reels, subtitles, copies, codings, sounds] = film;
  reels.reserve(works.size());
  std::int64_t frames = 0;
  for (const auto& work : works) {
    reels.emplace_back(work).film_begin = frames;
    frames += reels.back().part.length();
  }
  const auto& job = works.front().job;
  subtitles = film_subtitles(job.subtitles, reels.front().rate(), frames, findings);
  copies = copies_of(job, subtitle_languages(job.subtitles));
  codings = codings_of(copies);
  std::vector<SoundedReel> sounded;
  for (const auto& reel : reels) {
    check_alike(reels.front(), reel, codings);
    sounded.push_back(reel.sounded());
  }
  sounds = film_sounds(sounded, reels.front().rate(), findings);
  if (const auto dcp = std::ranges::find_if(copies, is_dcp); dcp != copies.end()) {
    check_sounds_for_dcp(sounds, copies, findings);
    remark_short_reels(reels, dcp->coding, findings);
  }
  if (std::ranges::any_of(findings, [](const Finding& f) { return f.severity == Severity::refusal; })) return {};
  for (const auto& coding : codings) remark_archive_rate(reels.front().rate(), coding, findings);
  film_markers(reels);  // those that are none are told now
  return film;
}

}  // namespace

void screen_share(std::span<const ReelWork> works, Share share) {
  std::vector<Finding> told_by_whoever_joins;
  auto film = checked_film(works, told_by_whoever_joins);
  for (auto& reel : film.reels) code(reel, film.codings, film.subtitles, share);
}

Screening screen_film(std::span<const ReelWork> works, const std::string& name, const fs::path& folder,
                      std::vector<Finding>& findings) {
  auto [reels, subtitles, copies, codings, sounds] = checked_film(works, findings);
  if (copies.empty()) return {};
  auto figures = measure_sounds(sounds, works.front().job.loudness_lufs, works.front().observer, findings);
  std::vector<std::vector<codecs::CopySound>> coded;  // first: what is wrong is told before hours of pictures
  for (const auto& copy : copies) coded.push_back(code_sounds(sounds, figures, reels.front().segments(), copy));
  const JoinedCopies joined(works.front().folder.segment_folder("screen-joined"), folder);
  auto made = find_joined(joined, reels, copies, coded, subtitles, name);
  std::vector<codecs::CopySpec> missing;
  for (std::size_t i = 0; i < copies.size(); ++i)
    if (made[i].empty()) missing.push_back(copies[i]);
  for (auto& reel : reels) {
    if (!missing.empty()) code(reel, codings_of(missing), subtitles, {});
    report_damage(reel, findings);
  }
  std::vector<Master> masters;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    if (made[i].empty()) {
      made[i] = join_copy(reels, copies[i], coded[i], subtitles, name, folder);
      joined.keep(copies[i].name, fingerprint_of(reels, copies[i], coded[i], subtitles, name), made[i]);
      std::erase_if(missing, [&](const auto& copy) { return copy.name == copies[i].name; });
      if (std::ranges::find(missing, copies[i].coding, &codecs::CopySpec::coding) == missing.end())
        for (const auto& reel : reels) reel.let_go(copies[i].coding);
    }
    std::ranges::move(made[i], std::back_inserter(masters));
  }
  for (const auto& [cues, font] : subtitles)
    masters.push_back(write_sidecar(cues, folder / sidecar_name(name, cues.language)));
  return {std::move(masters), std::move(figures)};
}

Outcome screen(const Job& job, const fs::path& output, Observer& observer) {
  Outcome outcome;
  const auto target = fs::absolute(output);
  refuse_sealed(target);
  // Every name and every reel is looked at before hours of work begin.
  auto named = job;
  if (job.test_clip) {
    named.film = test_clip_name(job.film);
    named.frames.reset();
  }
  for (const auto& name : names_of(named))
    if (const auto file = target / name; fs::exists(file) && !job.overwrite)
      throw Error(ExitCode::no_output,
                  Message("T4122", "{1}: exists; name another folder, or --overwrite", {printable(file)}));
  std::vector<std::unique_ptr<Scan>> scans;
  for (const auto& reel : job.reels) {
    if (!reel.facts.lut.empty()) codecs::CubeLut(reel.facts.lut);  // what is wrong with it is told now
    refuse_inside(reel.scan, output);
    refuse_inside(reel.scan, segments_folder(target, named.film, job.resources));
    scans.push_back(codecs::open_scan(reel.scan, reel.facts));
    for (auto finding : scans.back()->inventory().findings) {
      if (finding.code == FindingCode::missing_rate) continue;                             // a question, or answered
      if (finding.code == FindingCode::mismatched_sound_length && !job.dry_run) continue;  // told as it is played
      if (finding.code == FindingCode::missing_sound) finding.severity = Severity::remark;
      outcome.findings.push_back(std::move(finding));
    }
  }
  if (std::ranges::any_of(scans, [](const auto& scan) { return is_refused(scan->inventory()); })) return outcome;
  check_film(job, scans);
  for (std::size_t i = 0; i < scans.size(); ++i) derivation_of(job.reels[i], scans[i]->inventory(), outcome.findings);
  ask(job, scans, output / question_sheet_of(job), outcome, observer);
  if (!outcome.questions.empty()) return outcome;
  auto estimated = outcome;
  if (job.test_clip)
    add_estimate(estimated, "screening", {}, target, test_clip_outline(scans.front()->stream()), named);
  else
    for (std::size_t i = 0; i < scans.size(); ++i)
      add_estimate(estimated, "screening", job.reels[i], target, scans[i]->inventory(), job);
  if (job.dry_run) return estimated;
  // All appear when all are done, so that the same command goes on after an interruption at any place.
  make_folders(target);
  note_space(estimated, target, {segments_folder(target, named.film, job.resources)}, job, observer);
  WorkFolder folder(target, named.film, job.resources, observer);
  const auto staged = folder.growing("screening");
  make_folders(staged);
  std::optional<TestClip> clip;
  std::vector<ReelWork> works;
  if (job.test_clip) {
    const auto material = folder.staging("test-clip");
    make_folders(material);
    clip = make_test_clip(job, scans, material);
    works.push_back({clip->job, clip->job.reels[0], *clip->scan, clip->sounds, 1, folder, observer});
  } else {
    for (std::size_t i = 0; i < scans.size(); ++i)
      works.push_back(
          {job, job.reels[i], *scans[i], scans[i]->inventory().sounds, scans[i]->numbers().front(), folder, observer});
  }
  auto [copies, sounds] = screen_film(works, named.film, staged, outcome.findings);
  outcome.sounds = std::move(sounds);
  for (const auto& copy : copies) {
    replace(copy.file, target / copy.file.filename(), job.overwrite);
    outcome.products.push_back({"screening", named.film, output / copy.file.filename(), copy.size,
                                std::ssize(copy.frames), copy.sha256, false});
  }
  folder.remove();
  return outcome;
}

}  // namespace tasma::pipeline
