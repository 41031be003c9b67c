#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "codecs/screening.hpp"
#include "pipeline/film_sound.hpp"
#include "pipeline/reel.hpp"

namespace tasma::pipeline {

/// One reel of a film on its way into the copies. `part` are the frames of it that are shown.
struct ScreenedReel {
  const ReelWork& work;
  Pictures pictures;
  Range part;
  codecs::DisplaySpec spec;
  std::int64_t film_begin = 0;                                             // frame of the film
  std::vector<std::pair<codecs::Coding, std::vector<Segment>>> made = {};  // chunks

  explicit ScreenedReel(const ReelWork& reel);

  const FrameSource& source() const { return pictures.source(); }
  SegmentFolder segments() const { return work.folder.segment_folder("screen-" + work.reel.id); }
  const Rational& rate() const { return spec.scan.rate; }

  /// Of chunks: with the text in their pictures, and when it stands there.
  std::string fingerprint_of(const codecs::Coding& coding) const;

  /// The chunk's segment, not yet made.
  Segment wanted(const codecs::Coding& coding, Range chunk, const std::string& fingerprint) const;

  /// All chunks as they were made before, whether or not they were let go since; nothing if one was not.
  std::optional<std::vector<Segment>> recorded(const codecs::Coding& coding) const;

  /// The copies that they are in are complete.
  void let_go(const codecs::Coding& coding) const;

  /// Those that were made.
  const std::vector<Segment>& chunks(const codecs::Coding& coding) const;

  SoundedReel sounded() const;
};

/// One pass over a chunk codes everything that is not there yet: one decode, one conversion for all. Chunks of others'
/// shares are left empty.
void code(ScreenedReel& reel, std::span<const codecs::Coding> codings, std::span<const codecs::CopySubtitles> burnt,
          Share share);

/// Findings for frames of the reel that turned out damaged only when they were read.
void report_damage(const ScreenedReel& reel, std::vector<Finding>& findings);

}  // namespace tasma::pipeline
