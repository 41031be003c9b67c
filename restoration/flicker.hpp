#pragma once

#include <span>
#include <vector>

#include "pipeline/core/treatment.hpp"

namespace tasma::restoration {

/// Uneven exposure from frame to frame.
///
/// Measured  how tones change from a frame to the next, at places that correspond (tone.hpp).
/// Decided   the changes, summed along the shot, are a course of each level; what is fast in it is flicker and taken
///           out, what is slow (fades, clouds) stays. A shot that flickers by less than 1 % is left alone; so is a
///           single frame of quite another light (lightning, a flash).
///           What parts of the picture do beyond that is a course of each part, and treated likewise.
/// Rendered  one table a colour; where the picture is grey, the same for all; then a smooth field of gains. Alpha
/// stays. Source    Delon, "Movie and video scale-time equalization", IEEE TIP 15(1), 2006, with curves by
/// correspondence
///           instead of histograms: what enters or leaves the picture does not count.

/// By strength: how much of flicker is taken out; and over how many frames (sigma) what is slow is smoothed once more,
/// so that pumping goes and corners of fades get round.
constexpr double taken_out(Strength strength) { return by_strength(strength, 0.5, 1.0, 1.0); }
constexpr double further_frames(Strength strength) { return by_strength(strength, 0.0, 0.0, 4.0); }

/// Writes `curves` and `light` of the plan, whose shots stand.
void decide_flicker(std::span<const Measurement> reel, Strength strength, std::vector<FramePlan>& plan);

class Deflicker final : public Treatment {
 public:
  explicit Deflicker(const Plan& plan);
  std::string_view name() const override { return "flicker"; }
  void render(Image& picture, const Neighbourhood& scan) const override;

 private:
  struct FrameCurves {
    std::int64_t position;
    std::vector<ToneCurve> curves;
    LightField light;
  };
  std::vector<FrameCurves> frames_;  // those that change, by position
};

}  // namespace tasma::restoration
