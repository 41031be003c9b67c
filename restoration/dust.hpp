#pragma once

#include <span>
#include <vector>

#include "pipeline/core/frame.hpp"
#include "pipeline/core/treatment.hpp"
#include "restoration/dust_detect.hpp"

namespace tasma::restoration {

/// Dirt, dust, hairs, blotches: what is in one frame only, of either polarity.
///
/// Found    against the frames beside, moved and levelled to this one, by thresholds in units of the noise measured
///          there; each region is then judged as a whole (dust_judge.cpp).
/// Decided  sure ones are repaired unless the frame beside has company for them (then it is something that moves),
///          their references lie beyond a cut, or the frame has so many that something else is wrong with it.
/// Repaired by one frame's pixels alone, moved there and levelled at the seam: a mean would soften the grain. Where no
///          frame's surroundings agree, though the frames agree with each other and with what the picture around a
///          small region foretells of it (dust_surroundings.hpp), from around it, with grain of its look (hole.hpp).
/// Sources  Kokaram (SDI, ROD); Corrigan, Harte & Kokaram, "Robust segmentation and removal of pathological motion",
///          EURASIP JASP 2008 (five frames); the company guard after BBC US 5978047.
/// Without a second frame of the shot nothing is found.

/// The sure candidates and the weak ones that say something to their neighbours. `references` without `carried`;
/// `centre` is softened like them.
std::vector<Candidate> find_dust(const Sight& centre, std::vector<Reference> references);

/// The score from which a candidate is repaired. What not even `strong` repairs is remembered without its pixels.
constexpr double score_wanted(Strength strength) { return by_strength(strength, 1.4, 1.0, 0.75); }

/// Which candidates of the frames of a reel are repaired; writes `repairs` and `suspect` of the plan, whose shots
/// and scratches stand: what lies on a scratch is a piece of it.
void decide_dust(std::span<const Measurement> reel, Size size, const Repairs& asked, std::vector<FramePlan>& plan);

/// Renders repairs. Pixels outside the masks keep their bits; so does alpha. Reach 2.
class DustRepair final : public Treatment {
 public:
  explicit DustRepair(const Plan& plan);
  std::string_view name() const override { return "dust"; }
  int reach() const override { return widest_reach; }
  void render(Image& picture, const Neighbourhood& scan) const override;

 private:
  struct FrameRepairs {
    std::int64_t position;
    std::vector<Repair> repairs;
  };
  std::vector<FrameRepairs> frames_;  // those with repairs, by position
};

}  // namespace tasma::restoration
