#include "restoration/repair_mask.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "restoration/mat.hpp"
#include "restoration/scratch.hpp"
#include "restoration/stabilization.hpp"

namespace tasma::restoration {
namespace {

constexpr auto is_done = [](const auto& repair) { return repair.action == Action::repair; };

}  // namespace

bool repairs_locally(const Plan& plan) {
  return std::ranges::any_of(plan.frames, [](const FramePlan& frame) {
    return std::ranges::any_of(frame.repairs, is_done) || std::ranges::any_of(frame.scratches, is_done);
  });
}

Image repair_mask(const FramePlan& frame, Size size) {
  Image mask(size, 1, 8);
  for (const Scratch& scratch : frame.scratches)
    if (is_done(scratch)) mark(scratch, scratch_bit, mask);
  for (const Repair& repair : frame.repairs) {
    if (!is_done(repair)) continue;
    const auto bits = static_cast<std::uint16_t>(repair.source == 0 ? dust_bit | spatial_bit : dust_bit);
    for_each_stretch(repair.mask, [&](int x, int y, int length) {
      for (auto& pixel : mask.row(0, y).subspan(static_cast<std::size_t>(x), static_cast<std::size_t>(length)))
        pixel |= bits;
    });
  }
  if (frame.warp == Warp{}) return mask;
  Image moved(size, 1, 8);
  cv::Mat there = view(moved, 0);
  const cv::Matx23d matrix(scan_from_restored(frame.warp, size).data());
  cv::warpAffine(view(mask, 0), there, matrix, there.size(), cv::INTER_NEAREST | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REFLECT_101);
  return moved;
}

}  // namespace tasma::restoration
