#include "pipeline/film_sound.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>
#include <set>

#include "codecs/sound.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace {

using Reels = std::span<const SoundedReel>;

/// A sound file with what was said of it. The whole film's has no reel.
struct Heard {
  SoundInfo sound;
  SoundJob how;
  std::optional<std::size_t> reel;

  std::string name() const { return printable(sound.file.filename()); }
  bool has_label_of(const Heard& other) const {
    return how.language == other.how.language && how.kind == other.how.kind;
  }
  double start_s(const Rational& rate) const {
    return how.start_s.value() + static_cast<double>(how.start_frames) / rate.value();
  }
  double length_s() const { return static_cast<double>(sound.samples) / sound.rate / how.speed.value(); }
};

std::vector<Heard> all_of(Reels reels) {
  std::vector<Heard> all;
  const auto& said = reels.front().work.job.sounds;
  for (std::size_t i = 0; i < reels.size(); ++i) {
    std::vector<SoundJob> of_reel;
    std::ranges::copy_if(said, std::back_inserter(of_reel),
                         [&](const SoundJob& how) { return how.reel == reels[i].work.reel.id; });
    const auto& sounds = reels[i].work.sounds;
    of_reel.resize(sounds.size());
    for (std::size_t at = 0; at < sounds.size(); ++at) all.push_back({sounds[at], of_reel[at], i});
  }
  for (const auto& how : said)
    if (how.reel.empty()) all.push_back({codecs::probe_sound(how.file), how, std::nullopt});
  return all;
}

/// What nobody said: sound without words has no language; the others are in the one language that is said of their
/// kind.
void complete_labels(std::vector<Heard>& all) {
  for (auto& heard : all)
    if (heard.how.language.empty() && heard.how.kind != SoundKind::original && heard.how.kind != SoundKind::dub)
      heard.how.language = "zxx";
  for (auto& heard : all) {
    if (!heard.how.language.empty()) continue;
    std::set<std::string> languages;
    for (const auto& other : all)
      if (other.how.kind == heard.how.kind && !other.how.language.empty()) languages.insert(other.how.language);
    if (languages.size() == 1) heard.how.language = *languages.begin();
  }
}

std::string label_of(const Heard& heard) {
  return pipeline::label_of(codecs::TrackLabel{heard.how.language, heard.how.kind});
}

void refuse_alike(const std::vector<Heard>& all) {
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t other = 0; other < i; ++other) {
      const auto &a = all[other], &b = all[i];
      if (!a.has_label_of(b) || (a.reel && b.reel && a.reel != b.reel)) continue;
      throw Error(ExitCode::usage,
                  Message("T4184",
                          "{1} and {2} are sounds of the same pictures, and both are {3}; say which is what: give each "
                          "a [[sound]] with language (such as ky) or kind (original, dub, m&e, music)",
                          {a.name(), b.name(), label_of(a)}));
    }
}

std::string seconds(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return text.data();
}

/// The pictures that a sound belongs to: its reel, or the film.
struct Pictured {
  std::string name;              // of the reel; empty: the film
  double proper_end_s, whole_s;  // from where the sound begins unless it is said to start elsewhere
};

Pictured pictured(const Heard& heard, Reels reels, const Rational& rate) {
  if (heard.reel) {
    const auto& reel = reels[*heard.reel];
    const auto whole = static_cast<std::int64_t>(reel.work.inventory().frames.size());
    return {reel.work.reel.id, static_cast<double>(reel.proper.end) / rate.value(),
            static_cast<double>(std::max(whole, reel.proper.end)) / rate.value()};
  }
  std::int64_t frames = 0;
  for (const auto& reel : reels) frames += reel.proper.length();
  return {{}, static_cast<double>(frames) / rate.value(), static_cast<double>(frames) / rate.value()};
}

/// Sound and pictures must meet, and should last equally long, to a frame.
void compare(const Heard& heard, const Pictured& pictures, const Rational& rate, std::vector<Finding>& findings) {
  const double start = heard.start_s(rate), length = heard.length_s(), frame = 1 / rate.value();
  if (-start >= length || start >= pictures.proper_end_s)
    throw Error(ExitCode::usage,
                Message("T4185", "{1} lasts {2} s, its pictures {3} s: they never meet if it starts at {4} s",
                        {heard.name(), seconds(length), seconds(pictures.proper_end_s), seconds(start)}));
  const bool is_short = start + length < pictures.proper_end_s - frame * 1.001;
  const bool is_long = length + std::min(start, 0.0) > pictures.whole_s + frame * 1.001;
  if (!is_short && !is_long) return;
  const auto shown = seconds(is_short ? pictures.proper_end_s : pictures.whole_s);
  findings.push_back(
      {FindingCode::mismatched_sound_length, Severity::remark, heard.sound.file.filename(), std::nullopt,
       pictures.name.empty()
           ? Message("T4186",
                     "the film's sound starts at {1} s and lasts {2} s as it is played, the film {3} s at {4} frames a "
                     "second; see whether all is there, and start and speed of [[sound]]",
                     {seconds(start), seconds(length), shown, to_string(rate)})
           : Message("T4187",
                     "reel {5}: its sound starts at {1} s and lasts {2} s as it is played, the pictures {3} s at {4} "
                     "frames a second; see whether all is there, --rate, and start and speed of [[sound]]",
                     {seconds(start), seconds(length), shown, to_string(rate), pictures.name})});
}

/// What is heard of `heard` while `reel` is shown, which begins at frame `film_begin` of the film.
codecs::SoundStretch stretch_of(const Heard* heard, const SoundedReel& reel, std::int64_t film_begin,
                                const Rational& rate) {
  codecs::SoundStretch stretch{std::nullopt, 0, static_cast<double>(reel.shown.length()) / rate.value(), {}};
  if (heard == nullptr) return stretch;
  const auto at = heard->reel ? reel.shown.begin : film_begin + reel.shown.begin - reel.proper.begin;
  stretch.sound = heard->sound;
  stretch.begin_s = static_cast<double>(at) / rate.value() - heard->start_s(rate);
  stretch.speed = {heard->how.speed, heard->how.keeps_pitch};
  return stretch;
}

/// The track that `first` stands for. The sound of a whole film runs on from reel to reel without being cut.
FilmSound track_of(const Heard& first, const std::vector<Heard>& all, Reels reels, const Rational& rate,
                   std::vector<Finding>& findings) {
  FilmSound track{{first.how.language, first.how.kind}, {}, first.sound.file};
  std::int64_t film_begin = 0, end_of_last = -1;
  for (std::size_t i = 0; i < reels.size(); ++i) {
    const auto& reel = reels[i];
    const auto it = std::ranges::find_if(
        all, [&](const Heard& heard) { return heard.has_label_of(first) && (!heard.reel || *heard.reel == i); });
    const auto* heard = it == all.end() ? nullptr : &*it;
    if (heard == nullptr && !reel.work.sounds.empty())
      findings.push_back({FindingCode::missing_sound,
                          Severity::remark,
                          {},
                          std::nullopt,
                          Message("T4188", "reel {1} has no sound that is {2}; the track is silent there",
                                  {reel.work.reel.id, label_of(first)})});
    const auto stretch = stretch_of(heard, reel, film_begin, rate);
    const auto begin = film_begin + reel.shown.begin - reel.proper.begin;
    if (heard != nullptr && !heard->reel && begin == end_of_last)
      track.stretches.back().length_s += stretch.length_s;
    else
      track.stretches.push_back(stretch);
    end_of_last = begin + reel.shown.length();
    film_begin += reel.proper.length();
  }
  return track;
}

std::string line_of(const SoundInfo& sound) {
  return printable(sound.file.filename()) + ' ' + std::to_string(sound.size) + ' ' + std::to_string(sound.modified_ns);
}

}  // namespace

std::string label_of(const codecs::TrackLabel& track) {
  return std::string(name_of(track.kind)) + ' ' + (track.language.empty() ? "und" : track.language);
}

int FilmSound::channels() const {
  for (const auto& stretch : stretches)
    if (stretch.sound) return stretch.sound->channels;
  return 0;
}

std::vector<FilmSound> film_sounds(Reels reels, const Rational& rate, std::vector<Finding>& findings) {
  auto all = all_of(reels);
  complete_labels(all);
  refuse_alike(all);
  std::ranges::stable_partition(all, [](const Heard& heard) { return heard.how.kind == SoundKind::original; });
  std::vector<FilmSound> tracks;
  for (std::size_t i = 0; i < all.size(); ++i) {
    compare(all[i], pictured(all[i], reels, rate), rate, findings);
    if (std::ranges::none_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i),
                             [&](const Heard& before) { return before.has_label_of(all[i]); }))
      tracks.push_back(track_of(all[i], all, reels, rate, findings));
  }
  return tracks;
}

std::string line_of(const FilmSound& sound) {
  std::string line;
  for (const auto& [file, begin_s, length_s, speed] : sound.stretches)
    line += (line.empty() ? "" : " | ") + (file ? line_of(*file) : "silence") + " from " + std::to_string(begin_s) +
            " for " + std::to_string(length_s) + " speed " + to_string(speed.ratio) +
            (speed.keeps_pitch ? " pitch kept" : "");
  return line;
}

std::string line_of(const std::vector<SoundJob>& sounds) {
  std::string line;
  for (const auto& how : sounds)
    line += " sound of " + (how.reel.empty() ? "the film " + line_of(codecs::probe_sound(how.file)) : how.reel) + ' ' +
            std::string(name_of(how.kind)) + ' ' + how.language + " start " + to_string(how.start_s) + " + " +
            std::to_string(how.start_frames) + " speed " + to_string(how.speed) +
            (how.keeps_pitch ? " pitch kept" : "");
  return line;
}

}  // namespace tasma::pipeline
