#include "restoration/motion.hpp"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

namespace tasma::restoration {
namespace {

constexpr int block = 16;       // proxy pixels
constexpr double textured = 8;  // standard deviation of detail in a block that can tell something
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
