#pragma once

#include <span>
#include <string>
#include <vector>

#include "codecs/screening.hpp"
#include "pipeline/core/finding.hpp"
#include "pipeline/reel.hpp"

namespace tasma::pipeline {

/// A reel of the film as its sound sees it. Frames are counted from that with which its sound begins.
struct SoundedReel {
  const ReelWork& work;
  Range proper;  // what belongs to the film
  Range shown;   // of that, what `--frames` picks
};

/// One track of a film's sound, from its first picture shown to its last.
struct FilmSound {
  codecs::TrackLabel label;
  std::vector<codecs::SoundStretch> stretches;  // in order, without a gap
  std::filesystem::path file;                   // the first of its files, for messages

  int channels() const;
};

/// What a track is, in two words: "dub ru".
std::string label_of(const codecs::TrackLabel& track);

/// The sound of a film at `rate`: what lies beside its reels or was said of them, and the job's, as tracks of a
/// language and kind each, an original first. A reel that has none of a track is silent in it. What is wrong is added
/// to `findings`: sound shorter or longer than its pictures, a reel that a track leaves out. Throws Error(usage) for
/// two sounds of one reel that nobody tells apart, and for a start beyond the sound's or the pictures' end; what
/// probe_sound() throws.
std::vector<FilmSound> film_sounds(std::span<const SoundedReel> reels, const Rational& rate,
                                   std::vector<Finding>& findings);

/// All that changes what is heard, in one line, as fingerprints have it.
std::string line_of(const FilmSound& sound);

/// What was said of sounds, and which files the whole film has, in one line, as requests have it. Empty: nothing.
/// Throws what probe_sound() throws.
std::string line_of(const std::vector<SoundJob>& sounds);

}  // namespace tasma::pipeline
