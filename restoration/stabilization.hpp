#pragma once

#include <array>
#include <span>
#include <vector>

#include "pipeline/core/treatment.hpp"

namespace tasma::restoration {

/// Gate weave: the picture's unrest on the film, while the camera's own moves stay.
///
/// Measured  the motion of the whole picture to the frame after and the one after that (motion.hpp).
/// Decided   the motions, joined by least squares, are the picture's course in the shot. What a still camera or a
///           smooth move leaves of it is weave. No frame is moved by more than 1 % of the width; nor by less than
///           0.05 px, which would cost sharpness for nothing. Where the scan shows perforations all along, these tell
///           where the film stood (perforation.hpp), and the camera may have moved as it liked.
/// Rendered  one resampling (Lanczos, 8 taps); at the edges the picture is mirrored: at most those few pixels.

/// Writes `warp` of the plan, whose shots stand.
void decide_stabilization(std::span<const Measurement> reel, Size size, Strength strength,
                          std::vector<FramePlan>& plan);

/// Where a pixel of the restored picture lies in the scan's: an affine matrix, row by row.
std::array<double, 6> scan_from_restored(const Warp& warp, Size size);

class Stabilization final : public Treatment {
 public:
  explicit Stabilization(const Plan& plan);
  std::string_view name() const override { return "stabilization"; }
  void render(Image& picture, const Neighbourhood& scan) const override;

 private:
  struct FrameWarp {
    std::int64_t position;
    Warp warp;
  };
  std::vector<FrameWarp> frames_;  // those that move, by position
};

}  // namespace tasma::restoration
