#include "restoration/hole.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <span>
#include <vector>

#include "restoration/median.hpp"

namespace tasma::restoration {
namespace {

constexpr double soft_px = 1.5;     // what a Gaussian of this takes away is grain
constexpr float most_grain = 2.5F;  // times its deviation; more is an edge
constexpr int most_turns = 400;
constexpr double steepest = 2;  // so many times as strong at a level as in the mean, either way

/// Each place the mean of what is known around it; far from all that is known, nothing.
cv::Mat_<float> softened_known(const cv::Mat_<float>& samples, const cv::Mat_<uchar>& hole) {
  cv::Mat_<float> known(samples.size(), 0.0F), sums(samples.size(), 0.0F);
  known.setTo(1, hole == 0);
  samples.copyTo(sums, hole == 0);
  cv::GaussianBlur(known, known, {}, soft_px, soft_px, cv::BORDER_REPLICATE);
  cv::GaussianBlur(sums, sums, {}, soft_px, soft_px, cv::BORDER_REPLICATE);
  return sums / (known + 1e-12F);
}

/// Calls visit(neighbour) for those of the four that lie in the picture.
template <class Visit>
void beside(cv::Point at, cv::Size size, Visit visit) {
  if (at.x > 0) visit(at + cv::Point(-1, 0));
  if (at.x + 1 < size.width) visit(at + cv::Point(1, 0));
  if (at.y > 0) visit(at + cv::Point(0, -1));
  if (at.y + 1 < size.height) visit(at + cv::Point(0, 1));
}

/// The pixels of holes from their rims inwards, each filled with the mean of those before it.
std::vector<cv::Point> peeled(cv::Mat_<float>& levels, const cv::Mat_<uchar>& hole) {
  std::vector<cv::Point> order;
  cv::Mat_<uchar> reached = hole == 0;
  for (int y = 0; y < hole.rows; ++y)
    for (int x = 0; x < hole.cols; ++x)
      if (reached(y, x) != 0) order.emplace_back(x, y);
  const auto known = static_cast<std::ptrdiff_t>(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    beside(order[i], hole.size(), [&](cv::Point next) {
      if (reached(next) != 0) return;
      float sum = 0, count = 0;
      beside(next, hole.size(), [&](cv::Point at) {
        if (reached(at) != 0) sum += levels(at), ++count;
      });
      levels(next) = sum / count;
      reached(next) = 255;
      order.push_back(next);
    });
  order.erase(order.begin(), order.begin() + known);
  return order;
}

/// Numbers about normal, of deviation 1, that hang on nothing but their seed (splitmix64).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  float bell() { return static_cast<float>((share() + share() + share() + share() - 2) * std::numbers::sqrt3); }

 private:
  double share() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
  }
  std::uint64_t state_;
};

/// How strong grain is by level: the mean of its size, on a straight line.
class GrainStrength {
 public:
  GrainStrength(std::span<const float> levels, std::span<const float> sizes) {
    const auto count = static_cast<double>(levels.size());
    for (std::size_t i = 0; i < levels.size(); ++i) level_ += levels[i] / count, size_ += sizes[i] / count;
    double square = 0, covariance = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      square += (levels[i] - level_) * (levels[i] - level_);
      covariance += (levels[i] - level_) * (sizes[i] - size_);
    }
    if (square > 0) slope_ = covariance / square;
  }
  float at(float level) const {
    return static_cast<float>(std::clamp(size_ + slope_ * (level - level_), size_ / steepest, size_ * steepest));
  }

 private:
  double level_ = 0, size_ = 0, slope_ = 0;
};

}  // namespace

cv::Mat_<float> membrane(const cv::Mat_<float>& samples, const cv::Mat_<uchar>& hole) {
  cv::Mat_<float> levels = softened_known(samples, hole);
  const auto inside = peeled(levels, hole);
  // Successive over-relaxation, as fast as a hole of this size lets it be.
  const int side = static_cast<int>(std::sqrt(static_cast<double>(inside.size()))) + 2;
  const auto times = static_cast<float>(2 / (1 + std::sin(std::numbers::pi / side)));
  for (int turn = 0; turn < std::min(2 * side, most_turns); ++turn)
    for (const cv::Point at : inside) {
      float sum = 0, count = 0;
      beside(at, hole.size(), [&](cv::Point next) { sum += levels(next), ++count; });
      levels(at) += times * (sum / count - levels(at));
    }
  return levels;
}

cv::Mat_<float> grain_like(const cv::Mat_<float>& samples, const cv::Mat_<float>& smooth, const cv::Mat_<uchar>& hole,
                           std::uint64_t seed) {
  std::vector<float> levels, sizes;
  for (int y = 0; y < hole.rows; ++y)
    for (int x = 0; x < hole.cols; ++x)
      if (hole(y, x) == 0) levels.push_back(smooth(y, x)), sizes.push_back(std::abs(samples(y, x) - smooth(y, x)));
  const float most = most_grain * 1.4826F * median(sizes);
  if (most <= 0) return cv::Mat_<float>(samples.size(), 0.0F);
  for (float& size : sizes) size = std::min(size, most);
  const GrainStrength strength(levels, sizes);

  cv::Mat_<float> texture(samples.size(), 0.0F), noise(2 * hole.rows, 2 * hole.cols), grain;
  const float share = 1 / std::sqrt(static_cast<float>(levels.size()));
  for (int y = 0; y < hole.rows; ++y)
    for (int x = 0; x < hole.cols; ++x)
      if (hole(y, x) == 0)
        texture(y, x) = share * std::clamp(samples(y, x) - smooth(y, x), -most, most) / strength.at(smooth(y, x));
  Dice dice(seed);
  for (float& value : noise) value = dice.bell();
  cv::filter2D(noise, grain, CV_32F, texture);
  grain = grain(cv::Rect(hole.cols / 2, hole.rows / 2, hole.cols, hole.rows)).clone();
  for (int y = 0; y < hole.rows; ++y)
    for (int x = 0; x < hole.cols; ++x) grain(y, x) *= hole(y, x) != 0 ? strength.at(smooth(y, x)) : 0;
  return grain;
}

}  // namespace tasma::restoration
