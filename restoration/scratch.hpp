#pragma once

#include <span>
#include <vector>

#include "pipeline/core/treatment.hpp"
#include "restoration/scratch_weigh.hpp"

namespace tasma::restoration {

/// Line scratches: thin, nearly vertical lines that belong to the film and not to the scene, bright or dark.
///
/// Found    as lines of one height and one cross-section that stand out from the texture around (scratch_detect.hpp),
///          placed to parts of a pixel (scratch_fit.hpp).
/// Decided  lines that stay near their place from frame to frame are a track. It is a scratch if what lies behind shows
///          through it undimmed, if it does not move with the scene beside it (scratch_weigh.hpp) nor weaves with the
///          picture, and if it is no edge of something bright. A line that is still in a locked shot cannot be told
///          from a pole or a seam and stays.
/// Repaired by taking off what the line adds, so that grain and texture under it stay; where it clips, from beside.
/// Sources  Newson, Almansa, Gousseau & Perez, IEEE TIP 23(3), 2014, and "Temporal filtering of line scratch detections
///          in degraded films", ICIP 2013: what moves with the scene is no scratch.

/// The lines of a frame, best first. `luma16` at full size; `next` may be null.
std::vector<Line> find_lines(const Image& picture, const cv::Mat& luma16, bool grey, const NextFrame* next);

/// Which lines of the frames of a reel are scratches; writes `scratches` of the plan, whose shots stand. What a
/// strength repairs, the stronger repair too: `light` wants half as much again of all that tells a scratch from a
/// thing of the scene, `strong` is content with two thirds.
void decide_scratches(std::span<const Measurement> reel, Size size, Strength strength, std::vector<FramePlan>& plan);

/// Sets a bit in a mask of one plane wherever the scratch changes a pixel.
void mark(const Scratch& scratch, std::uint16_t bit, Image& mask);

/// Whether most of a mask lies on scratches.
bool lies_on(const Mask& mask, std::span<const Scratch> scratches);

/// Renders scratches. Pixels outside their profiles keep their bits; so does alpha, and what dust repairs replaced.
class ScratchRepair final : public Treatment {
 public:
  explicit ScratchRepair(const Plan& plan);
  std::string_view name() const override { return "scratches"; }
  void render(Image& picture, const Neighbourhood& scan) const override;

 private:
  struct FrameScratches {
    std::int64_t position;
    std::vector<Scratch> scratches;
    std::vector<Mask> replaced;  // by dust repairs
  };
  std::vector<FrameScratches> frames_;  // those with scratches, by position
};

}  // namespace tasma::restoration
