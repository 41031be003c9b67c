#include "restoration/picture_motion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>
#include <optional>
#include <vector>

namespace tasma::restoration {
namespace {

constexpr int parts_across = 8, parts_down = 6;
constexpr int corners_a_part = 12;
constexpr std::size_t least_corners = 12;
constexpr double tolerance_px = 0.5;  // proxy pixels between a corner and the motion it agrees with
constexpr int margin = 16;            // proxy pixels at the edge that may leave the picture
constexpr float least_slope = 6;      // of `detail` a pixel: below, a place says nothing of motion
constexpr float strong_slope = 20;    // from about which grain moves an edge no more
constexpr std::array<float, 6> agreeing{0.7F, 0.5F, 0.35F, 0.25F, 0.25F, 0.25F};  // proxy pixels, round by round
constexpr double most_of_a_part = 400;  // points: more texture gives a part no more say

/// A move about the middle of the picture, in proxy pixels.
struct Move {
  double dx = 0, dy = 0, turn = 0;
};

/// A place on an edge of `from`: where it lies from the middle, its level, its slope.
struct Point {
  float x, y, level, slope_x, slope_y;
  int part;
};

int part_of(int x, int y, cv::Size size) {
  return y * parts_down / size.height * parts_across + x * parts_across / size.width;
}

std::vector<cv::Point2f> corners_of(const cv::Mat& detail) {
  std::vector<cv::Point2f> all, some;
  const double apart = std::max(4.0, std::sqrt(detail.total() / (4.0 * parts_across * parts_down * corners_a_part)));
  for (int row = 0; row < parts_down; ++row)
    for (int column = 0; column < parts_across; ++column) {
      const cv::Point least(detail.cols * column / parts_across, detail.rows * row / parts_down);
      const cv::Point most(detail.cols * (column + 1) / parts_across, detail.rows * (row + 1) / parts_down);
      const cv::Rect part(least, most);
      if (part.width < 8 || part.height < 8) continue;
      cv::goodFeaturesToTrack(detail(part), some, corners_a_part, 0.05, apart, {}, 5);
      for (const auto corner : some) all.push_back(corner + cv::Point2f(least));
    }
  return all;
}

/// The move most corners agree with.
std::optional<Move> tracked(const cv::Mat& from, const cv::Mat& to) {
  const auto here = corners_of(from);
  if (here.size() < least_corners) return std::nullopt;
  std::vector<cv::Point2f> there, a, b;
  std::vector<unsigned char> found;
  std::vector<float> error;
  cv::calcOpticalFlowPyrLK(from, to, here, there, found, error, {21, 21}, 4,
                           {cv::TermCriteria::COUNT + cv::TermCriteria::EPS, 30, 0.003});
  for (std::size_t i = 0; i < here.size(); ++i)
    if (found[i] != 0) a.push_back(here[i]), b.push_back(there[i]);
  if (a.size() < least_corners) return std::nullopt;
  std::vector<unsigned char> agrees;
  const cv::Mat similarity = cv::estimateAffinePartial2D(a, b, agrees, cv::RANSAC, tolerance_px, 2000, 0.99, 10);
  if (similarity.empty()) return std::nullopt;
  const auto of = [&](int row, int column) { return similarity.at<double>(row, column); };
  const double cx = (from.cols - 1) / 2.0, cy = (from.rows - 1) / 2.0;
  return Move{of(0, 0) * cx + of(0, 1) * cy + of(0, 2) - cx, of(1, 0) * cx + of(1, 1) * cy + of(1, 2) - cy,
              std::atan2(of(1, 0), of(0, 0))};
}

cv::Mat smooth(const cv::Mat& detail) {
  cv::Mat level;
  detail.convertTo(level, CV_32F);
  cv::GaussianBlur(level, level, {5, 5}, 1.0);
  return level;
}

std::vector<Point> edges_of(const cv::Mat& level) {
  std::vector<Point> points;
  const float cx = static_cast<float>(level.cols - 1) / 2, cy = static_cast<float>(level.rows - 1) / 2;
  for (int y = margin; y < level.rows - margin; y += 2) {
    const auto *above = level.ptr<float>(y - 1), *row = level.ptr<float>(y), *below = level.ptr<float>(y + 1);
    for (int x = margin; x < level.cols - margin; x += 2) {
      const float slope_x = (row[x + 1] - row[x - 1]) / 2, slope_y = (below[x] - above[x]) / 2;
      if (slope_x * slope_x + slope_y * slope_y < least_slope * least_slope) continue;
      points.push_back({static_cast<float>(x) - cx, static_cast<float>(y) - cy, row[x], slope_x, slope_y,
                        part_of(x, y, level.size())});
    }
  }
  return points;
}

/// One round of Gauss-Newton: by how much a move is off, and the share of the points that agree with it.
double improve(Move& move, const std::vector<Point>& points, const cv::Mat& to, float tolerance) {
  const double c = std::cos(move.turn), s = std::sin(move.turn);
  const double cx = (to.cols - 1) / 2.0, cy = (to.rows - 1) / 2.0;
  struct Part {
    cv::Matx33d a = cv::Matx33d::zeros();
    cv::Vec3d b{0, 0, 0};
    double agreeing = 0, count = 0;
  };
  std::array<Part, std::size_t{parts_across} * parts_down> parts;
  for (const Point& p : points) {
    const double x = c * p.x - s * p.y + cx + move.dx, y = s * p.x + c * p.y + cy + move.dy;
    const int left = static_cast<int>(std::floor(x)), top = static_cast<int>(std::floor(y));
    if (left < 0 || top < 0 || left + 1 >= to.cols || top + 1 >= to.rows) continue;
    const auto across = static_cast<float>(x - left), down = static_cast<float>(y - top);
    const auto *upper = to.ptr<float>(top) + left, *lower = to.ptr<float>(top + 1) + left;
    const float there =
        (upper[0] + across * (upper[1] - upper[0])) * (1 - down) + (lower[0] + across * (lower[1] - lower[0])) * down;
    const float slope = std::hypot(p.slope_x, p.slope_y), off_px = (p.level - there) / slope;
    const float share = off_px / tolerance, agrees = 1 / ((1 + share * share) * (1 + share * share));
    const cv::Vec3d row(p.slope_x / slope, p.slope_y / slope, (p.slope_y * p.x - p.slope_x * p.y) / slope);
    Part& part = parts[static_cast<std::size_t>(p.part)];
    const double sure = agrees * slope * slope / (slope * slope + strong_slope * strong_slope);
    part.a += sure * (row * row.t());
    part.b += sure * off_px * row;
    part.agreeing += agrees;
    ++part.count;
  }
  cv::Matx33d a = cv::Matx33d::diag({1e-6, 1e-6, 1e-2});
  cv::Vec3d b(0, 0, 0);
  double agreeing_share = 0, seen = 0;
  for (const Part& part : parts) {
    if (part.count < 1) continue;
    const double say = std::min(1.0, most_of_a_part / part.count);
    a += say * part.a;
    b += say * part.b;
    agreeing_share += say * part.agreeing;
    seen += say * part.count;
  }
  if (seen < 1) return 0;
  const cv::Vec3d step = a.solve(b, cv::DECOMP_CHOLESKY);
  move.dx += step[0], move.dy += step[1], move.turn += step[2];
  return agreeing_share / seen;
}

}  // namespace

PictureMotion picture_motion(const Proxy& from, const Proxy& to) {
  auto move = tracked(from.detail, to.detail);
  if (!move) return {};
  const auto points = edges_of(smooth(from.detail));
  const cv::Mat there = smooth(to.detail);
  double trust = 0;
  for (const float tolerance : agreeing) trust = improve(*move, points, there, tolerance);
  return {move->dx * from.scale, move->dy * from.scale, move->turn, trust};
}

}  // namespace tasma::restoration
