#include "restoration/region_motion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "restoration/median.hpp"

namespace tasma::restoration {
namespace {

constexpr int stretches_from = 24;  // pixels of width or height
constexpr int refinements = 3;
constexpr double farthest_px = 1.5;  // that a refinement may lead from the dense motion

std::int32_t quantized(double px) { return static_cast<std::int32_t>(std::lround(px * 16)); }

/// v(x, y) = c0 + c1 x + c2 y by least squares on the ring, of values near their median; a small pull to the median.
std::array<double, 3> affine(std::span<const cv::Point> ring, std::span<const float> values, float middle,
                             cv::Point2d origin) {
  cv::Matx33d a = cv::Matx33d::diag({1e-3, 50, 50});
  cv::Vec3d b(0, 0, 0);
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const double value = values[i] - middle;
    if (std::abs(value) > 3) continue;
    const cv::Vec3d row(1, (ring[i].x - origin.x) / 16, (ring[i].y - origin.y) / 16);
    a += row * row.t();
    b += row * value;
  }
  const cv::Vec3d c = a.solve(b, cv::DECOMP_CHOLESKY);
  return {middle + c[0], c[1] / 16, c[2] / 16};
}

}  // namespace

std::optional<BoxMotion> region_motion(const Reference& reference, const Rectangle& box,
                                       std::span<const cv::Point> ring, const cv::Mat& centre) {
  std::vector<float> dx, dy;
  for (const auto at : ring) {
    const auto& motion = reference.motion.at<cv::Vec2f>(std::min(at.y / reference.scale, reference.motion.rows - 1),
                                                        std::min(at.x / reference.scale, reference.motion.cols - 1));
    dx.push_back(motion[0] * static_cast<float>(reference.scale));
    dy.push_back(motion[1] * static_cast<float>(reference.scale));
  }
  const float middle_x = median(dx), middle_y = median(dy);
  const cv::Point2d origin(box.x + (box.size.width - 1) / 2.0, box.y + (box.size.height - 1) / 2.0);
  std::array<double, 3> along_x{middle_x, 0, 0}, along_y{middle_y, 0, 0};
  if (std::max(box.size.width, box.size.height) >= stretches_from) {
    along_x = affine(ring, dx, middle_x, origin);
    along_y = affine(ring, dy, middle_y, origin);
  }

  BoxMotion motion;
  const auto quantize = [&](double ux, double uy) {
    for (std::size_t corner = 0; corner < 4; ++corner) {
      const double x = (corner % 2 == 0 ? -1 : 1) * (box.size.width - 1) / 2.0;
      const double y = (corner < 2 ? -1 : 1) * (box.size.height - 1) / 2.0;
      motion[corner] = {quantized(along_x[0] + along_x[1] * x + along_x[2] * y + ux),
                        quantized(along_y[0] + along_y[1] * x + along_y[2] * y + uy)};
    }
  };
  // Gauss-Newton for the rest of the translation, on the ring, a constant difference of brightness left free.
  double ux = 0, uy = 0;
  quantize(0, 0);
  for (int i = 0; i < refinements; ++i) {
    cv::Matx33d a = cv::Matx33d::diag({1e-4, 1e-4, 1e-4});
    cv::Vec3d b(0, 0, 0);
    for (const auto at : ring) {
      const auto there = moved(at, box, motion);
      const float gx = (sample(reference.sight.level, {there.x + 1, there.y}) -
                        sample(reference.sight.level, {there.x - 1, there.y})) /
                       2;
      const float gy = (sample(reference.sight.level, {there.x, there.y + 1}) -
                        sample(reference.sight.level, {there.x, there.y - 1})) /
                       2;
      const double error = centre.at<float>(at) - sample(reference.sight.level, there);
      const double weight = 1 / (1 + error * error / (0.03 * 0.03));
      const cv::Vec3d row(gx, gy, 1);
      a += weight * (row * row.t());
      b += weight * error * row;
    }
    const cv::Vec3d step = a.solve(b, cv::DECOMP_CHOLESKY);
    ux = std::clamp(ux + step[0], -farthest_px, farthest_px);
    uy = std::clamp(uy + step[1], -farthest_px, farthest_px);
    quantize(ux, uy);
    if (std::abs(step[0]) + std::abs(step[1]) < 0.03) break;
  }

  for (const cv::Point corner : {cv::Point(box.x, box.y), cv::Point(box.x + box.size.width - 1, box.y),
                                 cv::Point(box.x, box.y + box.size.height - 1),
                                 cv::Point(box.x + box.size.width - 1, box.y + box.size.height - 1)}) {
    const auto there = moved(corner, box, motion);
    if (there.x < -1 || there.y < -1 || there.x > static_cast<float>(centre.cols) ||
        there.y > static_cast<float>(centre.rows))
      return std::nullopt;
  }
  return motion;
}

}  // namespace tasma::restoration
