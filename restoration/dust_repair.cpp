#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "restoration/dust.hpp"
#include "restoration/hole.hpp"
#include "restoration/mat.hpp"
#include "restoration/region_motion.hpp"

namespace tasma::restoration {
namespace {

constexpr int ring_near = 1, ring_far = 6;  // pixels from the mask: where the seam is levelled
constexpr int around = 12;                  // pixels from its box: where grain is learnt that fills it

/// Six taps of a windowed sinc with cut-off at the sampling rate: keeps the grain that bilinear would soften.
std::array<float, 6> lanczos3(float fraction) {
  std::array<float, 6> taps{};
  float sum = 0;
  for (int i = 0; i < 6; ++i) {
    const double x = i - 2 - static_cast<double>(fraction);
    const double pi_x = std::numbers::pi * x;
    const double tap = std::abs(x) < 1e-6 ? 1
                       : std::abs(x) >= 3 ? 0
                                          : 3 * std::sin(pi_x) * std::sin(pi_x / 3) / (pi_x * pi_x);
    taps[static_cast<std::size_t>(i)] = static_cast<float>(tap);
    sum += taps[static_cast<std::size_t>(i)];
  }
  for (float& tap : taps) tap /= sum;
  return taps;
}

float sample_finely(const Image& image, int plane, cv::Point2f at) {
  const int left = static_cast<int>(std::floor(at.x)), top = static_cast<int>(std::floor(at.y));
  const auto across = lanczos3(at.x - static_cast<float>(left)), down = lanczos3(at.y - static_cast<float>(top));
  float sum = 0;
  for (int j = 0; j < 6; ++j) {
    const auto row = image.row(plane, std::clamp(top + j - 2, 0, image.size().height - 1));
    float line = 0;
    for (int i = 0; i < 6; ++i)
      line += across[static_cast<std::size_t>(i)] *
              static_cast<float>(row[static_cast<std::size_t>(std::clamp(left + i - 2, 0, image.size().width - 1))]);
    sum += down[static_cast<std::size_t>(j)] * line;
  }
  return sum;
}

/// offset + slope_x x + slope_y y that fits differences on the ring; outliers (dirt nobody marked) count little.
class Plane {
 public:
  Plane(std::span<const cv::Point> ring, std::span<const double> values, cv::Point origin) : origin_(origin) {
    auto sorted = std::vector<double>(values.begin(), values.end());
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    fit_[0] = *middle;
    for (int round = 0; round < 3; ++round) {
      std::vector<double> errors;
      for (std::size_t i = 0; i < ring.size(); ++i) errors.push_back(std::abs(values[i] - at(ring[i])));
      const auto half = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
      auto copy = errors;
      std::nth_element(copy.begin(), copy.begin() + (half - errors.begin()), copy.end());
      const double limit = 4.685 * 1.4826 * copy[static_cast<std::size_t>(half - errors.begin())] + 0.5;
      cv::Matx33d a = cv::Matx33d::diag({1e-6, 20, 20});  // a short or one-sided ring makes no steep plane
      cv::Vec3d b(0, 0, 0);
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const double share = errors[i] / limit;
        if (share >= 1) continue;
        const double weight = (1 - share * share) * (1 - share * share);
        const cv::Vec3d row = terms(ring[i]);
        a += weight * (row * row.t());
        b += weight * values[i] * row;
      }
      fit_ = a.solve(b, cv::DECOMP_CHOLESKY);
    }
  }
  double at(cv::Point p) const { return fit_.dot(terms(p)); }

 private:
  cv::Vec3d terms(cv::Point p) const { return {1, (p.x - origin_.x) / 8.0, (p.y - origin_.y) / 8.0}; }
  cv::Point origin_;
  cv::Vec3d fit_{0, 0, 0};
};

std::vector<cv::Point> pixels_of(const Mask& mask) {
  std::vector<cv::Point> pixels;
  for_each_stretch(mask, [&](int x, int y, int length) {
    for (int i = 0; i < length; ++i) pixels.emplace_back(x + i, y);
  });
  return pixels;
}

/// Pixels around a mask that belong to no mask of the frame.
std::vector<cv::Point> ring_of(std::span<const cv::Point> inside, const Rectangle& box, const cv::Mat_<uchar>& masked) {
  const cv::Rect frame(0, 0, masked.cols, masked.rows);
  const cv::Rect wide =
      cv::Rect(box.x - ring_far, box.y - ring_far, box.size.width + 2 * ring_far, box.size.height + 2 * ring_far) &
      frame;
  cv::Mat_<uchar> in = cv::Mat_<uchar>::zeros(wide.size());
  for (const auto at : inside) in(at - wide.tl()) = 1;
  std::vector<cv::Point> ring;
  const auto any_within = [&](int x, int y, int reach) {
    for (int j = std::max(0, y - reach); j <= std::min(in.rows - 1, y + reach); ++j)
      for (int i = std::max(0, x - reach); i <= std::min(in.cols - 1, x + reach); ++i)
        if (in(j, i) != 0) return true;
    return false;
  };
  for (int y = 0; y < in.rows; ++y)
    for (int x = 0; x < in.cols; ++x) {
      const cv::Point at = cv::Point(x, y) + wide.tl();
      if (masked(at) == 0 && any_within(x, y, ring_far) && !any_within(x, y, ring_near - 1)) ring.push_back(at);
    }
  return ring;
}

const Frame* frame_at(const Neighbourhood& scan, std::int64_t position) {
  if (scan.centre->position == position) return scan.centre.get();
  for (const auto* side : {&scan.before, &scan.after})
    for (const FramePtr& frame : *side)
      if (frame && frame->position == position) return frame.get();
  return nullptr;
}

/// By another frame's pixels, moved here and levelled at the seam.
void fill_from(const Frame& source, const Repair& repair, std::span<const cv::Point> inside,
               std::span<const cv::Point> ring, Image& picture) {
  const auto gain = static_cast<double>(1 << (picture.depth() - source.pixels.depth()));
  const double white = (1 << picture.depth()) - 1;
  const cv::Point origin(repair.mask.box.x + repair.mask.box.size.width / 2,
                         repair.mask.box.y + repair.mask.box.size.height / 2);
  for (int plane = 0; plane < picture.colours(); ++plane) {
    cv::Mat samples = view(picture, plane);
    const auto moved_in = [&](cv::Point at) {
      return gain * static_cast<double>(sample_finely(source.pixels, plane, moved(at, repair.mask.box, repair.motion)));
    };
    std::vector<double> seam;
    for (const auto at : ring) seam.push_back(samples.at<std::uint16_t>(at) - moved_in(at));
    const Plane level(ring, seam, origin);
    for (const auto at : inside)
      samples.at<std::uint16_t>(at) =
          static_cast<std::uint16_t>(std::lround(std::clamp(moved_in(at) + level.at(at), 0.0, white)));
  }
}

/// By what is around it, with grain that hangs on the frame's number and the place alone.
void fill_from_around(std::int64_t number, const Rectangle& box, std::span<const cv::Point> inside,
                      const cv::Mat_<uchar>& masked, Image& picture) {
  const cv::Rect cut =
      cv::Rect(box.x - around, box.y - around, box.size.width + 2 * around, box.size.height + 2 * around) &
      cv::Rect(0, 0, masked.cols, masked.rows);
  const auto seed = (static_cast<std::uint64_t>(number) << 32) ^ (static_cast<std::uint64_t>(box.y) << 16) ^
                    static_cast<std::uint64_t>(box.x);
  const cv::Mat_<uchar> hole = masked(cut);
  const double white = (1 << picture.depth()) - 1;
  for (int plane = 0; plane < picture.colours(); ++plane) {
    cv::Mat samples = view(picture, plane);
    cv::Mat_<float> there;
    samples(cut).convertTo(there, CV_32F);
    const auto smooth = membrane(there, hole);
    const auto grain = grain_like(there, smooth, hole, seed);
    for (const auto at : inside) {
      const double sample = smooth(at - cut.tl()) + grain(at - cut.tl());
      samples.at<std::uint16_t>(at) = static_cast<std::uint16_t>(std::lround(std::clamp(sample, 0.0, white)));
    }
  }
}

}  // namespace

DustRepair::DustRepair(const Plan& plan) {
  for (const FramePlan& frame : plan.frames)
    if (!frame.repairs.empty()) frames_.push_back({frame.position, frame.repairs});
}

void DustRepair::render(Image& picture, const Neighbourhood& scan) const {
  const auto planned = std::ranges::lower_bound(frames_, scan.centre->position, {}, &FrameRepairs::position);
  if (planned == frames_.end() || planned->position != scan.centre->position) return;
  cv::Mat_<uchar> masked = cv::Mat_<uchar>::zeros(picture.size().height, picture.size().width);
  for (const Repair& repair : planned->repairs)
    for_each_stretch(repair.mask, [&](int x, int y, int length) { masked(cv::Rect(x, y, length, 1)).setTo(1); });

  for (const Repair& repair : planned->repairs) {
    const Frame* source = frame_at(scan, scan.centre->position + repair.source);
    if (repair.action == Action::keep || source == nullptr) continue;
    const auto inside = pixels_of(repair.mask);
    const auto ring = ring_of(inside, repair.mask.box, masked);
    if (ring.empty()) continue;
    if (repair.source == 0)
      fill_from_around(scan.centre->number, repair.mask.box, inside, masked, picture);
    else
      fill_from(*source, repair, inside, ring, picture);
  }
}

}  // namespace tasma::restoration
