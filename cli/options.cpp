#include "cli/options.hpp"

#include <algorithm>
#include <array>

#include "cli/text.hpp"
#include "cli/values.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {
namespace {

using Values = std::span<const std::string>;

constexpr Takers with_scan = inspect | preserve | survey | restore | screen | run | batch | submit;
constexpr Takers making = preserve | restore | screen | run | batch | submit;
constexpr Takers screening = screen | run | batch | submit;
constexpr Takers repairing = survey | restore | run | batch | submit;
constexpr Takers everywhere = with_scan | revert | verify | extract | status | clean;

/// Stores what a parser made of the value, if it made something.
bool store(auto& place, const auto& parsed) {
  if (parsed) place = *parsed;
  return parsed.has_value();
}

bool store_path(std::filesystem::path& place, Values values) {
  place = values[0];
  return !values[0].empty();
}

/// Stores the value that stands beside the name that was given.
template <class T>
bool choose(T& place, std::string_view name, std::initializer_list<std::pair<std::string_view, T>> choices) {
  const auto* const chosen = std::ranges::find(choices, name, [](const auto& choice) { return choice.first; });
  if (chosen != choices.end()) place = chosen->second;
  return chosen != choices.end();
}

/// Turns on those of the switches that the list names, all others off.
bool choose_some(std::string_view list, std::initializer_list<std::pair<std::string_view, bool*>> switches) {
  const auto names = parse_list(list);
  if (!names) return false;
  std::size_t found = 0;
  for (const auto& [name, on] : switches) {
    *on = std::ranges::find(*names, name) != names->end();
    found += *on;
  }
  return found == names->size();
}

bool take_repairs(Request& request, Values values) {
  auto& repairs = request.job.repairs;
  if (values[0] == "none") {
    repairs.dust = repairs.scratches = repairs.flicker = repairs.stabilization = false;
    return true;
  }
  return choose_some(values[0], {{"dust", &repairs.dust},
                                 {"scratches", &repairs.scratches},
                                 {"flicker", &repairs.flicker},
                                 {"stabilization", &repairs.stabilization}});
}

/// Stores the strength of one treatment.
template <Strength Repairs::Strengths::*treatment>
bool take_strength(Request& request, Values values) {
  using enum Strength;
  return choose(request.job.repairs.strength.*treatment, values[0],
                {{"light", light}, {"normal", normal}, {"strong", strong}});
}

constexpr auto strengths = gettext_noop("light, normal or strong");

bool take_screen_as(Request& request, Values values) {
  const auto formats = parse_list(values[0]);
  return formats && std::ranges::all_of(*formats, pipeline::is_copy_format) && store(request.job.screen_as, formats);
}

bool take_presets(Request& request, Values values) {
  const auto presets = parse_list(values[0]);
  return presets && std::ranges::all_of(*presets, pipeline::is_copy_preset) && store(request.job.presets, presets);
}

bool take_sounds(Request& request, Values values) {
  request.facts.sounds.assign(values.begin(), values.end());
  return std::ranges::none_of(values, &std::string::empty);
}

constexpr std::array table{
    Option{"rate", "N[/D]", Kind::ratio, Group::facts, with_scan, "scan", "rate", false,
           gettext_noop("frames a second, over what the header says"),
           gettext_noop("a whole number or a fraction of frames a second, such as 24 or 24000/1001"),
           [](Request& r, Values v) { return store(r.facts.rate, parse_rational(v[0])); }},
    Option{"element", "NAME", Kind::text, Group::facts, with_scan, "scan", "element", false,
           gettext_noop("what was scanned: negative, interpositive, print or reversal"),
           gettext_noop("negative, interpositive, print or reversal"),
           [](Request& r, Values v) { return store(r.facts.element, parse_element(v[0])); }},
    Option{"picture", "WxH+X+Y|auto|none", Kind::text, Group::facts, with_scan, "scan", "picture", false,
           gettext_noop("the part of the scan that is the picture; masters are never cropped, screening copies are"),
           gettext_noop("width, height and upper left corner in pixels, such as 1440x1080+120+60, or auto, or none"),
           [](Request& r, Values v) { return store(r.facts.picture, parse_picture(v[0])); }},
    Option{"squeeze", "N[/D]", Kind::ratio, Group::facts, with_scan, "scan", "squeeze", false,
           gettext_noop("how much the picture is squeezed horizontally: 2 for CinemaScope"),
           gettext_noop("a whole number or a fraction, such as 2 or 3/2"),
           [](Request& r, Values v) { return store(r.facts.squeeze, parse_rational(v[0])); }},
    Option{"transfer", "NAME", Kind::text, Group::facts, with_scan, "scan", "transfer", false,
           gettext_noop("what code values mean, over what the header says: cineon, linear, video or acescct"),
           gettext_noop("cineon, linear, video or acescct"),
           [](Request& r, Values v) { return store(r.facts.transfer, parse_transfer(v[0])); }},
    Option{"lut", "FILE", Kind::path, Group::facts, screening, "scan", "lut", false,
           gettext_noop("a .cube file that takes code values to a display (BT.709, gamma 2.4), instead of --transfer"),
           gettext_noop("a .cube file"), [](Request& r, Values v) { return store_path(r.facts.lut, v); }},
    Option{"derived-from", "PACKAGE", Kind::path, Group::facts, preserve | screening, "scan", "derived-from", false,
           gettext_noop("the package that this scan came out of and was graded from; compared, and on record"),
           gettext_noop("a folder that tasma sealed"),
           [](Request& r, Values v) { return store_path(r.facts.derived_from, v); }},
    Option{"gaps", "WAY", Kind::text, Group::facts, with_scan, "scan", "gaps", false,
           gettext_noop("missing frames: fail (the default), hold their places, or close up"),
           gettext_noop("fail, hold or close"),
           [](Request& r, Values v) {
             return choose(r.facts.gaps, v[0], {{"fail", Gaps::fail}, {"hold", Gaps::hold}, {"close", Gaps::close}});
           }},
    Option{"damaged", "WAY", Kind::text, Group::facts, with_scan, "scan", "damaged", false,
           gettext_noop("damaged frames: keep (the default; stored whole and marked, exit 3) or fail"),
           gettext_noop("keep or fail"),
           [](Request& r, Values v) {
             return choose(r.facts.damaged, v[0], {{"keep", Damaged::keep}, {"fail", Damaged::fail}});
           }},
    Option{"sound", "FILE", Kind::path, Group::facts, with_scan, "", "", true,
           gettext_noop("a sound file of the reel, instead of the one beside the frames; may be repeated"),
           gettext_noop("the name of a sound file"), take_sounds},

    Option{"reel", "ID", Kind::text, Group::work, (making | survey) & ~batch, "", "", false,
           gettext_noop("the reel's id; otherwise its folder's name"),
           gettext_noop("1 to 100 of the characters A-Z a-z 0-9 . _ -, not beginning with a dot"),
           [](Request& r, Values v) {
             r.reel = v[0];
             return pipeline::is_id(v[0]);
           }},
    Option{"repair", "LIST|none", Kind::list, Group::work, restore | revert | run | batch | submit, "restore", "repair", false,
           gettext_noop("treatments: dust,scratches,flicker,stabilization (the default is all), or none; of revert: what "
                        "it takes back (dust,scratches)"),
           gettext_noop("some of dust,scratches,flicker,stabilization with commas between, or none"), take_repairs},
    Option{"dust", "STRENGTH", Kind::text, Group::work, repairing, "restore", "dust", false,
           gettext_noop("how much counts as dust: light, normal (the default) or strong"), strengths,
           take_strength<&Repairs::Strengths::dust>},
    Option{"dust-polarity", "NAME", Kind::text, Group::work, repairing, "restore", "dust-polarity", false,
           gettext_noop("which dust is repaired: both (the default), dark or bright"),
           gettext_noop("both, dark or bright"),
           [](Request& r, Values v) {
             using enum DustPolarity;
             return choose(r.job.repairs.dust_polarity, v[0], {{"both", both}, {"dark", dark}, {"bright", bright}});
           }},
    Option{"scratches", "STRENGTH", Kind::text, Group::work, repairing, "restore", "scratches", false,
           gettext_noop("how much counts as a scratch: light, normal (the default) or strong"), strengths,
           take_strength<&Repairs::Strengths::scratches>},
    Option{"flicker", "STRENGTH", Kind::text, Group::work, repairing, "restore", "flicker", false,
           gettext_noop("how much of uneven light is evened: light, normal (the default) or strong"), strengths,
           take_strength<&Repairs::Strengths::flicker>},
    Option{"stabilization", "STRENGTH", Kind::text, Group::work, repairing, "restore", "stabilization", false,
           gettext_noop("how much of unsteadiness is taken out: light, normal (the default) or strong"), strengths,
           take_strength<&Repairs::Strengths::stabilization>},
    Option{"plan", "FILE", Kind::path, Group::work, restore, "", "", false,
           gettext_noop("renders by this plan, made before; nothing is measured"), gettext_noop("a plan.jsonl"),
           [](Request& r, Values v) { return store_path(r.job.plan, v); }},
    Option{"veto", "FILE", Kind::path, Group::work, restore | revert | run, "", "", false,
           gettext_noop("takes back some of the plan's repairs, or puts them back: JSON, see docs/plan.md"),
           gettext_noop("a JSON file"), [](Request& r, Values v) { return store_path(r.job.veto, v); }},
    Option{"frames", "A-B", Kind::text, Group::work, extract | survey | restore | revert | screen | run, "", "", false,
           gettext_noop("a trial of a part: from frame A to frame B, numbers as in the file names"),
           gettext_noop("the numbers of the first and the last frame, such as 86400-86523"),
           [](Request& r, Values v) { return store(r.job.frames, parse_frames(v[0])); }},
    Option{"file", "NAME", Kind::text, Group::work, extract, "", "", true,
           gettext_noop("this file alone, by its name in the scan; may be repeated"),
           gettext_noop("the name of a file in the scan, such as R1_0086400.dpx or sub/notes.txt"),
           [](Request& r, Values v) {
             r.chosen.names.assign(v.begin(), v.end());
             return std::ranges::none_of(v, &std::string::empty);
           }},
    Option{"sound-only", "", Kind::flag, Group::work, extract, "", "", false, gettext_noop("the sound files alone"), "",
           [](Request& r, Values) { return r.chosen.sounds = true; }},
    Option{"attachments", "", Kind::flag, Group::work, extract, "", "", false,
           gettext_noop("what lay beside frames and sound alone"), "",
           [](Request& r, Values) { return r.chosen.others = true; }},
    Option{"from", "SCAN|MASTER", Kind::path, Group::work, revert, "", "", false,
           gettext_noop("the scan that the restored master was made of, or its preservation master"),
           gettext_noop("a scan"), [](Request& r, Values v) { return store_path(r.from, v); }},
    Option{"output", "PATH", Kind::path, Group::work, making | revert | extract, "", "", false,
           gettext_noop("where the result goes"), gettext_noop("a file or folder to make"),
           [](Request& r, Values v) { return store_path(r.output, v); }},
    Option{"as", "LIST", Kind::list, Group::work, screening, "screen", "as", false,
           gettext_noop("screening copies by their formats, such as h264,prores,dcp (default: h264,prores)"),
           gettext_noop("formats with commas between, such as h264,prores,dcp; see tasma screen --list"), take_screen_as},
    Option{"preset", "LIST", Kind::list, Group::work, screening, "screen", "preset", false,
           gettext_noop("screening copies by the halls that play them, such as cinema,tv-usb; see --list"),
           gettext_noop("halls with commas between, such as cinema,tv-usb; see tasma screen --list"), take_presets},
    Option{"test-clip", "", Kind::flag, Group::work, screen, "", "", false,
           gettext_noop("60 seconds to send ahead, of the film's rate, shape and channels: greys, flash and beep, cues"), "",
           [](Request& r, Values) { return r.job.test_clip = true; }},
    Option{"list", "", Kind::flag, Group::work, screen, "", "", false,
           gettext_noop("tells the formats and halls there are, and makes nothing"), "",
           [](Request& r, Values) { return r.list = true; }},
    Option{"pulldown", "WAY", Kind::text, Group::work, screening, "screen", "pulldown", false,
           gettext_noop("films slower than 24 in a DCP: repeat pictures (the default), or none: an archive rate, which few "
                        "halls take"),
           gettext_noop("repeat or none"),
           [](Request& r, Values v) { return choose(r.job.archive_rate, v[0], {{"repeat", false}, {"none", true}}); }},
    Option{"container", "NAME", Kind::text, Group::work, screening, "screen", "container", false,
           gettext_noop("of a DCP: flat or scope, the film's own shape in black within it; otherwise by that shape"),
           gettext_noop("flat or scope"),
           [](Request& r, Values v) {
             return choose(r.job.container, v[0], {{"flat", Container::flat}, {"scope", Container::scope}});
           }},
    Option{"loudness", "LUFS", Kind::ratio, Group::work, screening, "screen", "loudness", false,
           gettext_noop("brings the sound of MP4 and MOV to this loudness, such as -23 (EBU R 128); otherwise it stays"),
           gettext_noop("whole LUFS from -40 to -10, such as -23"),
           [](Request& r, Values v) {
             const auto below = parse_number(v[0].starts_with('-') ? std::string_view(v[0]).substr(1) : "", 10, 40);
             if (below) r.job.loudness_lufs = -static_cast<double>(*below);
             return below.has_value();
           }},
    Option{"subtitles", "FILE", Kind::path, Group::work, screening, "subtitles", "file", false,
           gettext_noop("subtitles of the film: SRT, WebVTT, ASS or the XML of a DCP"),
           gettext_noop("a subtitle file"), [](Request& r, Values v) { return store_path(r.subtitles.file, v); }},
    Option{"subtitle-language", "TAG", Kind::text, Group::work, screening, "subtitles", "language", false,
           gettext_noop("their language, such as kk, uz-Cyrl or en"), gettext_noop("a language tag (BCP 47)"),
           [](Request& r, Values v) {
             r.subtitles.language = v[0];
             return !v[0].empty();
           }},
    Option{"encoding", "NAME", Kind::text, Group::work, screening, "subtitles", "encoding", false,
           gettext_noop("the encoding of the subtitle file, such as CP1251; otherwise it is UTF-8"),
           gettext_noop("the name of an encoding"),
           [](Request& r, Values v) {
             r.subtitles.encoding = v[0];
             return !v[0].empty();
           }},
    Option{"subtitle-rate", "N[/D]", Kind::ratio, Group::work, screening, "subtitles", "rate", false,
           gettext_noop("frames a second of the copy that they were timed on, where the film is shown at another rate"),
           gettext_noop("a whole number or a fraction of frames a second, such as 25"),
           [](Request& r, Values v) { return store(r.subtitles.timed_at, parse_rational(v[0])); }},
    Option{"subtitle-offset", "SECONDS", Kind::text, Group::work, screening, "subtitles", "offset", false,
           gettext_noop("added to their times, such as -12.5"),
           gettext_noop("seconds, with at most three decimals, such as -12.5"),
           [](Request& r, Values v) { return store(r.subtitles.offset_s, parse_seconds(v[0])); }},
    Option{"font", "FILE", Kind::path, Group::work, screening, "subtitles", "font", false,
           gettext_noop("the font of subtitles: TrueType or OpenType; otherwise Noto Sans or DejaVu Sans"),
           gettext_noop("a font file"), [](Request& r, Values v) { return store_path(r.subtitles.font, v); }},
    Option{"make", "LIST", Kind::list, Group::work, run | batch | submit, "", "", false,
           gettext_noop("packages: preservation,restored,screening (the default is all)"),
           gettext_noop("some of preservation,restored,screening with commas between"),
           [](Request& r, Values v) {
             auto& make = r.job.make;
             return choose_some(
                 v[0],
                 {{"preservation", &make.preservation}, {"restored", &make.restored}, {"screening", &make.screening}});
           }},
    Option{"frames-as", "FORMAT", Kind::text, Group::work, restore, "", "", false,
           gettext_noop("writes frames under the scan's own names instead of a master: dpx or tiff"),
           gettext_noop("dpx or tiff"),
           [](Request& r, Values v) {
             pipeline::FramesAs format{};
             const bool known =
                 choose(format, v[0], {{"dpx", pipeline::FramesAs::dpx}, {"tiff", pipeline::FramesAs::tiff}});
             r.frames_as = format;
             return known;
           }},
    Option{"date", "DATE", Kind::text, Group::work, making | revert, "", "", false,
           gettext_noop("the date in masters; otherwise that of the newest source file"),
           gettext_noop("a date since 1970, such as 2024-05-31 or 2024-05-31T12:00:00Z (UTC)"),
           [](Request& r, Values v) { return store(r.job.date_s, parse_date(v[0])); }},
    Option{"keep-proved", "", Kind::flag, Group::work, preserve | run | batch | submit, "", "", false,
           gettext_noop("keeps what other versions finished of a preservation, proved once more, instead of making it again"), "",
           [](Request& r, Values) { return r.job.resources.keep_proved = true; }},
    Option{"scans", "DIR", Kind::path, Group::work, batch, "", "", false,
           gettext_noop("a film for every reel below DIR, instead of a list"), gettext_noop("a folder"),
           [](Request& r, Values v) { return store_path(r.scans, v); }},
    Option{"defaults", "FILE", Kind::path, Group::work, batch, "", "", false,
           gettext_noop("what all films have in common: a job file without film and reels"),
           gettext_noop("a TOML file"), [](Request& r, Values v) { return store_path(r.defaults, v); }},
    Option{"answers", "FILE", Kind::path, Group::work, batch, "", "", false,
           gettext_noop("answers to questions about reels: a list (CSV) with reel, question, answer, who and why"),
           gettext_noop("a CSV file"), [](Request& r, Values v) { return store_path(r.answers, v); }},
    Option{"jobs", "N", Kind::text, Group::work, batch, "", "", false,
           gettext_noop("films at once, sharing threads and memory (default 1)"),
           gettext_noop("a whole number from 1 to 64"),
           [](Request& r, Values v) { return store(r.batch.jobs, parse_number(v[0], 1, 64)); }},
    Option{"at-once", "N", Kind::text, Group::work, submit, "", "", false,
           gettext_noop("tasks of a step that run at once; otherwise as many as Slurm starts"),
           gettext_noop("a whole number from 1 to 1000"),
           [](Request& r, Values v) { return store(r.at_once, parse_number(v[0], 1, 1000)); }},
    Option{"step", "NAME", Kind::text, Group::work, submit, "", "", false,
           gettext_noop("does this step here and now, as the tasks in the queue do; see docs/slurm.md"),
           gettext_noop("conform, measure, merge, render, join, encode, screen or verify"),
           [](Request& r, Values v) {
             const auto* const name = std::ranges::find(pipeline::step_names, v[0]);
             r.step = static_cast<pipeline::Step>(name - pipeline::step_names.begin());
             return name != pipeline::step_names.end();
           }},
    Option{"share", "K/N", Kind::text, Group::work, submit, "", "", false,
           gettext_noop("with --step measure, render or encode: of N shares of it the K-th"),
           gettext_noop("two whole numbers, such as 3/12"),
           [](Request& r, Values v) { return store(r.share, parse_share(v[0])); }},
    Option{"until", "HH:MM", Kind::text, Group::work, batch | verify, "", "", false,
           gettext_noop("stops at this time of the day, in good order; the same command goes on"),
           gettext_noop("a time of the day, such as 06:00"),
           [](Request& r, Values v) { return (r.until = parse_time_of_day(v[0])).has_value(); }},
    Option{"level", "NAME", Kind::text, Group::work, verify, "", "", false,
           gettext_noop("how deep: structure, fixity (every byte; the default) or full (every frame, too)"),
           gettext_noop("structure, fixity or full"),
           [](Request& r, Values v) {
             using pipeline::Level;
             return choose(r.level, v[0],
                           {{"structure", Level::structure}, {"fixity", Level::fixity}, {"full", Level::full}});
           }},
    Option{"shelf", "DIR", Kind::path, Group::work, verify, "", "", false,
           gettext_noop("every package below DIR, the one first whose last check lies back longest"),
           gettext_noop("a folder"), [](Request& r, Values v) { return store_path(r.shelf.shelf, v); }},
    Option{"older-than", "DAYS", Kind::text, Group::work, verify, "", "", false,
           gettext_noop("with --shelf: only what was checked last so long ago, such as 365d, or was not sound then"),
           gettext_noop("a number of days, such as 365d"),
           [](Request& r, Values v) { return store(r.shelf.older_than, parse_days(v[0])); }},
    Option{"register", "FILE", Kind::path, Group::work, verify, "", "", false,
           gettext_noop("with --shelf: where checks are entered (default tasma-register.jsonl in DIR)"),
           gettext_noop("a file to append to"), [](Request& r, Values v) { return store_path(r.shelf.register_file, v); }},
    Option{"storage", "KIND", Kind::text, Group::work, verify, "", "", false,
           gettext_noop("what packages lie on: disk (the default) or tape (each file once, front to back, in the order "
                        "of the manifest)"),
           gettext_noop("disk or tape"),
           [](Request& r, Values v) {
             using pipeline::Storage;
             return choose(r.shelf.storage, v[0], {{"disk", Storage::disk}, {"tape", Storage::tape}});
           }},
    Option{"checksums", "", Kind::flag, Group::work, inspect, "", "", false,
           gettext_noop("reads every file that a checksum list is there for, and compares"), "",
           [](Request& r, Values) { return r.checksums = true; }},
    Option{"against", "SCAN", Kind::path, Group::work, verify, "", "", false,
           gettext_noop("whether SCAN, as it is today, may be deleted: all of it must come back from each copy"),
           gettext_noop("a scan"), [](Request& r, Values v) { return store_path(r.deletion.scan, v); }},
    Option{"certificate", "FILE", Kind::path, Group::work, verify, "", "", false,
           gettext_noop("with --against: a page to sign, and FILE.files, the files it covers, ended by NUL each"),
           gettext_noop("a file to make"), [](Request& r, Values v) { return store_path(r.deletion.certificate, v); }},
    Option{"min-copies", "N", Kind::text, Group::work, verify, "", "", false,
           gettext_noop("with --against: how many sound copies there must be (default 2)"),
           gettext_noop("a whole number from 1 to 100"),
           [](Request& r, Values v) { return store(r.deletion.least_copies, parse_number(v[0], 1, 100)); }},

    Option{"threads", "N", Kind::text, Group::general, everywhere, "", "", false,
           gettext_noop("threads; otherwise as many as there are processors"),
           gettext_noop("a whole number from 1 to 1024"),
           [](Request& r, Values v) { return store(r.job.resources.threads, parse_number(v[0], 1, 1024)); }},
    Option{"memory", "SIZE", Kind::text, Group::general, everywhere, "", "", false,
           gettext_noop("memory to use, such as 512M or 6G; otherwise a quarter of the machine's"),
           gettext_noop("bytes, or a number with K, M, G or T, such as 512M, 6G or 6GiB"),
           [](Request& r, Values v) { return store(r.job.resources.memory, parse_size(v[0])); }},
    Option{"work", "DIR", Kind::path, Group::general, everywhere & ~submit, "", "", false,
           gettext_noop("folder for work in progress, best on a local disk; otherwise .tasma in the output"),
           gettext_noop("a folder"), [](Request& r, Values v) { return store_path(r.job.resources.work, v); }},
    Option{"json", "", Kind::flag, Group::general, program | everywhere, "", "", false,
           gettext_noop("the result as one JSON document on standard output"), "",
           [](Request& r, Values) { return r.json = true; }},
    Option{"progress", "KIND", Kind::text, Group::general, everywhere, "", "", false,
           gettext_noop("auto (a bar on a terminal, else a line now and then), bar, plain, json or none"),
           gettext_noop("auto, bar, plain, json or none"),
           [](Request& r, Values v) {
             using enum ProgressKind;
             return choose(r.progress, v[0],
                           {{"auto", automatic}, {"bar", bar}, {"plain", plain}, {"json", json}, {"none", none}});
           }},
    Option{"quiet", "", Kind::flag, Group::general, everywhere, "", "", false,
           gettext_noop("nothing but errors on standard error"), "", [](Request& r, Values) { return r.quiet = true; }},
    Option{"verbose", "", Kind::flag, Group::general, everywhere, "", "", false,
           gettext_noop("also tells the ids of notes, and every finding by itself"), "",
           [](Request& r, Values) { return r.verbose = true; }},
    Option{"log", "FILE", Kind::path, Group::general, everywhere, "", "", false,
           gettext_noop("appends what happens to FILE, a line of JSON each"), gettext_noop("a file to append to"),
           [](Request& r, Values v) { return store_path(r.log, v); }},
    Option{"lang", "CODE", Kind::text, Group::general, program | everywhere, "", "", false,
           gettext_noop("language of messages, such as ky or ru; otherwise that of the locale"),
           gettext_noop("a language's code, such as en, ky or pt_BR"),
           [](Request& r, Values v) {
             r.language = v[0];
             return is_language(v[0]);
           }},
    Option{"dry-run", "", Kind::flag, Group::general, everywhere, "", "", false,
           gettext_noop("makes nothing; says what would be made and how big"), "",
           [](Request& r, Values) { return r.job.dry_run = true; }},
    Option{"overwrite", "", Kind::flag, Group::general, everywhere, "", "", false,
           gettext_noop("replaces what exists; never a preservation master or a sealed package"), "",
           [](Request& r, Values) { return r.job.overwrite = true; }},
    Option{"help", "", Kind::flag, Group::general, program | everywhere, "", "", false, gettext_noop("tells this"), "",
           [](Request& r, Values) { return r.help = true; }},
    Option{"version", "", Kind::flag, Group::general, program, "", "", false,
           gettext_noop("versions of tasma and its libraries"), "",
           [](Request& r, Values) { return r.version = true; }},
};

}  // namespace

std::span<const Option> options() { return table; }

const Option* find_option(std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &Option::name);
  return found == table.end() ? nullptr : found;
}

std::string variable_of(const Option& option) {
  std::string name = "TASMA_";
  for (const char c : option.name) name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  return name;
}

bool gives(const Layer& layer, std::string_view option) {
  return std::ranges::any_of(layer, [&](const Given& given) { return given.option->name == option; });
}

void take(Request& request, const Given& given) {
  if (given.option->take(request, given.values)) return;
  std::string values;
  for (const auto& value : given.values) values += (values.empty() ? "\"" : "\", \"") + value;
  throw Error(ExitCode::usage, Message("T1001", "{1}: {2} is not allowed here; give {3}",
                                       {given.origin, values + '"', translated(given.option->allowed)}));
}

Request request_of(std::initializer_list<const Layer*> layers) {
  Request request;
  for (const auto* layer : layers)
    for (const auto& given : *layer) take(request, given);
  return request;
}

}  // namespace tasma::cli
