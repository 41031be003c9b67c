#pragma once

#include <optional>
#include <span>
#include <vector>

#include "codecs/screening.hpp"
#include "codecs/subtitles/overlay.hpp"

namespace tasma::codecs {

/// Draws the text of pictures of one size. The same frame gives the same text, whatever came before. One thread at a
/// time.
class TextBurner {
 public:
  /// `texts` holds the subtitles of the language that `burnt` names; `rate` is the film's. Throws Error(no_input) where
  /// no font is installed.
  TextBurner(const BurntText& burnt, std::span<const CopySubtitles> texts, const Rational& rate, Size picture);

  /// What stands in a frame. Valid until the next call.
  const std::vector<subtitles::CoverageBox>& at(const FramePlace& place);

 private:
  bool counts_;
  Rational rate_;
  subtitles::Overlay overlay_;
};

}  // namespace tasma::codecs
