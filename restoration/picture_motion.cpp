#include "restoration/picture_motion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace tasma::restoration {
namespace {

constexpr std::size_t least_points = 12;
constexpr int margin = 16;          // proxy pixels at the edge that may leave the picture
constexpr float least_slope = 6;    // of `detail` a pixel: below, a place says nothing of motion
constexpr float strong_slope = 20;  // from about which grain moves an edge no more
constexpr float farthest = 1.5;     // proxy pixels that a part may be led from the dense motion
constexpr std::array<float, 6> agreeing{0.7F, 0.5F, 0.35F, 0.25F, 0.25F, 0.25F};  // proxy pixels, round by round
constexpr std::array<double, 4> together{0.5, 0.5, 0.35, 0.25};  // proxy pixels between parts that agree, likewise
constexpr double fine = 256;                                     // of PartMotion

/// A place on an edge of `from`: where it lies, its level, its slope.
struct Point {
  float x, y, level, slope_x, slope_y;
};
using Points = std::array<std::vector<Point>, PartMotions::count>;

std::size_t part_of(int x, int y, cv::Size size) {
  return static_cast<std::size_t>(y * PartMotions::down / size.height * PartMotions::across +
                                  x * PartMotions::across / size.width);
}

cv::Mat smooth(const cv::Mat& detail) {
  cv::Mat level;
  detail.convertTo(level, CV_32F);
  cv::GaussianBlur(level, level, {5, 5}, 1.0);
  return level;
}

Points edges_of(const cv::Mat& level) {
  Points points;
  for (int y = margin; y < level.rows - margin; y += 2) {
    const auto *above = level.ptr<float>(y - 1), *row = level.ptr<float>(y), *below = level.ptr<float>(y + 1);
    for (int x = margin; x < level.cols - margin; x += 2) {
      const float slope_x = (row[x + 1] - row[x - 1]) / 2, slope_y = (below[x] - above[x]) / 2;
      if (slope_x * slope_x + slope_y * slope_y < least_slope * least_slope) continue;
      points[part_of(x, y, level.size())].push_back(
          {static_cast<float>(x), static_cast<float>(y), row[x], slope_x, slope_y});
    }
  }
  return points;
}

float middle_of(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

cv::Vec2f usual_motion(const std::vector<Point>& points, const cv::Mat& motion) {
  std::vector<float> dx, dy;
  for (const Point& p : points) {
    const auto& there = motion.at<cv::Vec2f>(static_cast<int>(p.y), static_cast<int>(p.x));
    dx.push_back(there[0]), dy.push_back(there[1]);
  }
  return {middle_of(std::move(dx)), middle_of(std::move(dy))};
}

/// One round of Gauss-Newton for the shift of a part; gives what its points say of it.
cv::Matx22f improve(cv::Vec2f& shift, const std::vector<Point>& points, const cv::Mat& to, float tolerance) {
  cv::Matx22f a = cv::Matx22f::zeros();
  cv::Vec2f b(0, 0);
  for (const Point& p : points) {
    const float x = p.x + shift[0], y = p.y + shift[1];
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    if (left < 0 || top < 0 || left + 1 >= to.cols || top + 1 >= to.rows) continue;
    const auto across = x - static_cast<float>(left), down = y - static_cast<float>(top);
    const auto *upper = to.ptr<float>(top) + left, *lower = to.ptr<float>(top + 1) + left;
    const float there =
        (upper[0] + across * (upper[1] - upper[0])) * (1 - down) + (lower[0] + across * (lower[1] - lower[0])) * down;
    const float slope = std::hypot(p.slope_x, p.slope_y), off_px = (p.level - there) / slope;
    const float share = off_px / tolerance, agrees = 1 / ((1 + share * share) * (1 + share * share));
    const float sure = agrees * slope * slope / (slope * slope + strong_slope * strong_slope);
    const cv::Vec2f row(p.slope_x / slope, p.slope_y / slope);
    a += sure * (row * row.t());
    b += sure * off_px * row;
  }
  shift += (a + cv::Matx22f::eye() * 1e-3F).solve(b, cv::DECOMP_CHOLESKY);
  return a;
}

}  // namespace

PartMotions part_motions(const Proxy& from, const Proxy& to, const cv::Mat& motion) {
  PartMotions measured;
  const auto points = edges_of(smooth(from.detail));
  const cv::Mat there = smooth(to.detail);
  const auto finely = [&](double px) { return static_cast<std::int32_t>(std::lround(px * from.scale * fine)); };
  for (std::size_t i = 0; i < points.size(); ++i) {
    PartMotion& part = measured.parts.emplace_back();
    if (points[i].size() < least_points) continue;
    const cv::Vec2f begin = usual_motion(points[i], motion);
    cv::Vec2f shift = begin;
    cv::Matx22f sure;
    for (const float tolerance : agreeing) sure = improve(shift, points[i], there, tolerance);
    if (cv::norm(shift - begin) > farthest) continue;
    part = {finely(shift[0]), finely(shift[1]), static_cast<std::int32_t>(std::lround(sure(0, 0))),
            static_cast<std::int32_t>(std::lround(sure(0, 1))), static_cast<std::int32_t>(std::lround(sure(1, 1)))};
  }
  return measured;
}

cv::Matx23d moved_by(std::size_t part, Size size) {
  const auto column = static_cast<int>(part) % PartMotions::across, row = static_cast<int>(part) / PartMotions::across;
  const double x = ((column + 0.5) / PartMotions::across - 0.5) * size.width;
  const double y = ((row + 0.5) / PartMotions::down - 0.5) * size.height;
  return {1, 0, -y, 0, 1, x};
}

cv::Vec2d shift_of(const PartMotion& part) { return {part.dx256 / fine, part.dy256 / fine}; }

cv::Matx22d sureness(const PartMotion& part) {
  const double trace = part.xx + part.yy;
  if (trace < 1) return cv::Matx22d::zeros();
  const double most = std::sqrt(static_cast<double>(part.xx) * part.yy);  // rounded, the product may be more
  const double xy = std::clamp<double>(part.xy, -most, most);
  return cv::Matx22d(part.xx, xy, xy, part.yy) * (1 / trace);
}

PictureMotion picture_motion(const PartMotions& parts, Size size) {
  const double scale = proxy_scale(size);
  const auto off = [&](std::size_t i, cv::Vec3d move) {
    const cv::Vec2d left = shift_of(parts.parts[i]) - moved_by(i, size) * move;
    return left.dot(sureness(parts.parts[i]) * left);
  };
  const auto agrees = [&](std::size_t i, cv::Vec3d move, double tolerance) {
    const double share = off(i, move) / (tolerance * tolerance * scale * scale);
    return 1 / ((1 + share) * (1 + share));
  };
  const auto agreement = [&](cv::Vec3d move) {
    double sum = 0, all = 0;
    for (std::size_t i = 0; i < parts.parts.size(); ++i)
      if (parts.parts[i] != PartMotion{}) sum += agrees(i, move, together.front()), ++all;
    return all > 0 ? sum / all : 0;
  };
  cv::Vec3d move(0, 0, 0);
  for (double most = 0; const PartMotion& part : parts.parts) {
    const cv::Vec3d its(shift_of(part)[0], shift_of(part)[1], 0);
    if (part == PartMotion{} || agreement(its) <= most) continue;
    most = agreement(its);
    move = its;
  }
  for (const double tolerance : together) {
    cv::Matx33d a = cv::Matx33d::diag({1e-6, 1e-6, 1e-2});
    cv::Vec3d b(0, 0, 0);
    for (std::size_t i = 0; i < parts.parts.size(); ++i) {
      const auto turns = moved_by(i, size);
      const cv::Matx32d weighed = turns.t() * sureness(parts.parts[i]) * agrees(i, move, tolerance);
      a += weighed * turns;
      b += weighed * shift_of(parts.parts[i]);
    }
    move = a.solve(b, cv::DECOMP_CHOLESKY);
  }
  return {move[0], move[1], move[2], agreement(move)};
}

}  // namespace tasma::restoration
