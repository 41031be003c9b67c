#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "codecs/subtitles/cue.hpp"
#include "codecs/subtitles/font.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs::subtitles {

/// A part of the picture that text covers, one sample a pixel, row by row.
struct CoverageBox {
  Rectangle where;                      // within the picture
  std::vector<std::uint16_t> light;     // of the text, grey, times its coverage; 65535 is white
  std::vector<std::uint16_t> coverage;  // 65535 hides the picture
  bool operator==(const CoverageBox&) const = default;
};

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

 private:
  struct Renderer;
  std::unique_ptr<Renderer> renderer_;
};

/// Blends a box into a plane of grey, red, green or blue display values, full range: light + sample x (1 - coverage),
/// rounded. Samples that nothing covers stay. `plane` begins with the upper left sample, rows are `stride` samples
/// apart; `depth` is 8 to 16 bits.
void blend(const CoverageBox& box, std::span<std::uint16_t> plane, std::size_t stride, int depth);

/// Blends boxes into all planes but alpha. Throws Error(bug) for a box that is not within the picture.
void blend(std::span<const CoverageBox> boxes, Image& picture);

}  // namespace tasma::codecs::subtitles
