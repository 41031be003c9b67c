#include "restoration/motion.hpp"

#include <cmath>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

namespace tasma::restoration {
namespace {

constexpr int corners_wanted = 600;
constexpr std::size_t least_corners = 12;
constexpr double tolerance_px = 0.5;  // proxy pixels between a corner and the motion it agrees with
constexpr int block = 16;             // proxy pixels
constexpr double textured = 8;        // standard deviation of detail in a block that can tell something
constexpr double correlated = 0.5;

}  // namespace

cv::Mat dense_motion(const Proxy& from, const Proxy& to, const cv::Mat& guess) {
  const auto search =
      cv::DISOpticalFlow::create(guess.empty() ? cv::DISOpticalFlow::PRESET_MEDIUM : cv::DISOpticalFlow::PRESET_FAST);
  cv::Mat motion = guess.empty() ? cv::Mat() : guess.clone();
  search->calc(from.detail, to.detail, motion);
  return motion;
}

cv::Mat carried(const cv::Mat& other, const cv::Mat& motion, int factor, const cv::Mat& outside) {
  cv::Mat map(other.size(), CV_32FC2);
  if (factor == 1) {
    motion.copyTo(map);
  } else {
    cv::Mat wide;
    cv::resize(motion, wide, {motion.cols * factor, motion.rows * factor}, 0, 0, cv::INTER_LINEAR);
    cv::Mat(wide, {0, 0, other.cols, other.rows}).convertTo(map, -1, factor);
  }
  for (int y = 0; y < map.rows; ++y) {
    auto* row = map.ptr<float>(y);
    for (int x = 0; x < map.cols; ++x) {
      row[2 * x] += static_cast<float>(x);
      row[2 * x + 1] += static_cast<float>(y);
    }
  }
  cv::Mat result = outside.clone();
  cv::remap(other, result, map, {}, cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
  return result;
}

PictureMotion picture_motion(const Proxy& from, const Proxy& to) {
  std::vector<cv::Point2f> here, there;
  const double apart = std::max(4.0, std::sqrt(from.detail.total() / (4.0 * corners_wanted)));
  cv::goodFeaturesToTrack(from.detail, here, corners_wanted, 0.01, apart, {}, 5);
  if (here.size() < least_corners) return {};
  std::vector<unsigned char> found;
  std::vector<float> error;
  cv::calcOpticalFlowPyrLK(from.detail, to.detail, here, there, found, error, {21, 21}, 4,
                           {cv::TermCriteria::COUNT + cv::TermCriteria::EPS, 30, 0.003});
  std::vector<cv::Point2f> a, b;
  for (std::size_t i = 0; i < here.size(); ++i)
    if (found[i] != 0) a.push_back(here[i]), b.push_back(there[i]);
  if (a.size() < least_corners) return {};
  std::vector<unsigned char> agrees;
  const cv::Mat similarity = cv::estimateAffinePartial2D(a, b, agrees, cv::RANSAC, tolerance_px, 2000, 0.99, 10);
  if (similarity.empty()) return {};
  const auto of = [&](int row, int column) { return similarity.at<double>(row, column); };
  const double cx = (from.detail.cols - 1) / 2.0, cy = (from.detail.rows - 1) / 2.0;
  PictureMotion motion;
  motion.dx_px = (of(0, 0) * cx + of(0, 1) * cy + of(0, 2) - cx) * from.scale;
  motion.dy_px = (of(1, 0) * cx + of(1, 1) * cy + of(1, 2) - cy) * from.scale;
  motion.rotation_rad = std::atan2(of(1, 0), of(0, 0));
  motion.trust = static_cast<double>(std::count(agrees.begin(), agrees.end(), 1)) / static_cast<double>(here.size());
  return motion;
}

double unmatched_share(const cv::Mat& here, const cv::Mat& there_carried) {
  int seen = 0, unmatched = 0;
  for (int y = 0; y + block <= here.rows; y += block)
    for (int x = 0; x + block <= here.cols; x += block) {
      std::int64_t sum_a = 0, sum_b = 0, sum_aa = 0, sum_bb = 0, sum_ab = 0;
      for (int j = y; j < y + block; ++j) {
        const auto *a = here.ptr<std::uint8_t>(j) + x, *b = there_carried.ptr<std::uint8_t>(j) + x;
        for (int i = 0; i < block; ++i) {
          sum_a += a[i], sum_b += b[i];
          sum_aa += a[i] * a[i], sum_bb += b[i] * b[i], sum_ab += a[i] * b[i];
        }
      }
      constexpr double n = block * block;
      const auto covariance = [&](std::int64_t ab, std::int64_t u, std::int64_t v) {
        return static_cast<double>(ab) / n - static_cast<double>(u) / n * (static_cast<double>(v) / n);
      };
      const double var_a = covariance(sum_aa, sum_a, sum_a), var_b = covariance(sum_bb, sum_b, sum_b);
      if (std::max(var_a, var_b) < textured * textured) continue;
      ++seen;
      unmatched += covariance(sum_ab, sum_a, sum_b) < correlated * std::sqrt(var_a * var_b) + 1e-9;
    }
  return seen > 0 ? static_cast<double>(unmatched) / seen : 0;
}

}  // namespace tasma::restoration
