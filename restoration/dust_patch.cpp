#include "restoration/dust_patch.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace tasma::restoration {
namespace {

constexpr int ring_near = 3, ring_far = 8;  // pixels from the region: where its surroundings begin and end

}  // namespace

Patch cut_out(const Region& region, const cv::Mat& marks) {
  Patch patch;
  const cv::Rect frame(0, 0, marks.cols, marks.rows);
  patch.box = (region.box + cv::Size(2 * ring_far, 2 * ring_far) - cv::Point(ring_far, ring_far)) & frame;
  patch.in = cv::Mat_<uchar>::zeros(patch.box.size());
  for (const cv::Point at : region.pixels) patch.in(at - patch.box.tl()) = 1;
  cv::Mat_<uchar> next_to, wider, widest;
  const auto disc = [](int r) { return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * r + 1, 2 * r + 1}); };
  cv::dilate(patch.in, next_to, disc(1));
  cv::dilate(patch.in, wider, disc(ring_near - 1));
  cv::dilate(patch.in, widest, disc(ring_far));
  const cv::Mat_<uchar> marked(marks(patch.box));
  for (int y = 0; y < patch.in.rows; ++y)
    for (int x = 0; x < patch.in.cols; ++x) {
      if (next_to(y, x) != 0 && patch.in(y, x) == 0) patch.in(y, x) = 2;
      if (patch.in(y, x) != 0) patch.inside.emplace_back(cv::Point(x, y) + patch.box.tl());
      if (widest(y, x) != 0 && wider(y, x) == 0 && marked(y, x) == 0)
        patch.ring.emplace_back(cv::Point(x, y) + patch.box.tl());
    }
  return patch;
}

Mask mask_of(const Patch& patch) {
  cv::Point least = patch.inside.front(), most = least;
  for (const auto at : patch.inside) {
    least = {std::min(least.x, at.x), std::min(least.y, at.y)};
    most = {std::max(most.x, at.x), std::max(most.y, at.y)};
  }
  Mask mask{{least.x, least.y, {most.x - least.x + 1, most.y - least.y + 1}}, {}};
  bool inside = false;
  std::uint32_t run = 0;
  for (int y = least.y; y <= most.y; ++y)
    for (int x = least.x; x <= most.x; ++x) {
      const bool here = patch.in(cv::Point(x, y) - patch.box.tl()) != 0;
      if (here != inside) {
        mask.runs.push_back(run);
        run = 0;
        inside = here;
      }
      ++run;
    }
  mask.runs.push_back(run);
  return mask;
}

}  // namespace tasma::restoration
