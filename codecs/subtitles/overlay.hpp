#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "codecs/subtitles/coverage.hpp"
#include "codecs/subtitles/cue.hpp"
#include "codecs/subtitles/font.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs::subtitles {

/// Draws subtitles as they are burnt in: white with a black border, 42 points as in a DCP, in one font, italic and bold
/// made of it; lines that do not fit are broken. Nothing of the system is asked, so the same font file, subtitles and
/// size give the same samples. One thread at a time. Throws Error(material) where the library takes no such font.
class Overlay {
 public:
  /// `picture` is what is drawn for, square pixels, 16 to 16384 each way; else Error(usage).
  Overlay(const Subtitles& subtitles, const Font& font, Size picture);
  ~Overlay();
  Overlay(Overlay&&) noexcept;
  Overlay& operator=(Overlay&&) noexcept;

  /// What stands at a time (of a frame: middle_of_frame_ms()); boxes do not overlap. Valid until the next call.
  const std::vector<CoverageBox>& at(std::int64_t time_ms);

  /// What a cue looks like, whenever it stands. Valid until the next call.
  const std::vector<CoverageBox>& draw(const Cue& cue);

 private:
  struct Renderer;
  std::unique_ptr<Renderer> renderer_;
};

}  // namespace tasma::codecs::subtitles
