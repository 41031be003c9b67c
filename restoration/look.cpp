#include "restoration/look.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <ranges>

namespace tasma::restoration {
namespace {

constexpr int greatest_width = 400;       // pixels: writing is still seen, grain hardly
constexpr double middle = 0.8;            // of width and height
constexpr std::size_t bins = 128;         // of the code range
constexpr std::size_t near = 6;           // bins: of one level, though the light is uneven
constexpr std::size_t mode_half = 2;      // bins to either side of a mode
constexpr double outliers = 0.002;        // share of the picture
constexpr double least_contrast = 0.15;   // of a level, between ground and writing
constexpr double least_gradient = 0.025;  // of a level, from one pixel to the next: below, there is no detail

using Histogram = std::array<double, bins>;  // shares of the picture

/// CV_32F levels of the middle of the picture.
cv::Mat middle_of(const cv::Mat& luma) {
  const cv::Size part(std::max(1, static_cast<int>(luma.cols * middle)),
                      std::max(1, static_cast<int>(luma.rows * middle)));
  cv::Mat level = luma(cv::Rect({(luma.cols - part.width) / 2, (luma.rows - part.height) / 2}, part));
  const double scale = std::min(1.0, greatest_width / static_cast<double>(level.cols));
  const cv::Size size(cvRound(level.cols * scale), std::max(1, cvRound(level.rows * scale)));
  cv::Mat small;
  cv::resize(level, small, size, 0, 0, cv::INTER_AREA);
  small.convertTo(level, CV_32F, 1.0 / 65536);
  return level;
}

std::size_t bin_of(float level) { return std::min(bins - 1, static_cast<std::size_t>(level * bins)); }
double level_of(std::size_t bin) { return (static_cast<double>(bin) + 0.5) / bins; }

Histogram histogram_of(const cv::Mat& level) {
  Histogram shares{};
  for (int y = 0; y < level.rows; ++y)
    for (const float value : std::ranges::subrange(level.ptr<float>(y), level.ptr<float>(y) + level.cols))
      ++shares[bin_of(value)];
  for (double& share : shares) share /= static_cast<double>(level.total());
  return shares;
}

double share_around(const Histogram& shares, std::size_t bin, std::size_t half) {
  double sum = 0;
  for (std::size_t i = bin - std::min(bin, half); i <= std::min(bins - 1, bin + half); ++i) sum += shares[i];
  return sum;
}

std::size_t mode_of(const Histogram& shares) {
  std::size_t best = 0;
  for (std::size_t bin = 1; bin < bins; ++bin)
    if (share_around(shares, bin, mode_half) > share_around(shares, best, mode_half)) best = bin;
  return best;
}

/// The share of the three commonest levels, each with what is next to it.
double share_of_modes(Histogram shares) {
  double sum = 0;
  for (int i = 0; i < 3; ++i) {
    const auto mode = mode_of(shares);
    sum += share_around(shares, mode, mode_half);
    for (std::size_t bin = mode - std::min(mode, mode_half); bin <= std::min(bins - 1, mode + mode_half); ++bin)
      shares[bin] = 0;
  }
  return sum;
}

/// The level that all but the outliers stay within, from below or above.
double extreme(const Histogram& shares, bool upper) {
  double beyond = 0;
  for (std::size_t i = 0; i < bins; ++i) {
    const auto bin = upper ? bins - 1 - i : i;
    beyond += shares[bin];
    if (beyond > outliers) return level_of(bin);
  }
  return level_of(0);
}

/// What stands out from the ground by more than half of what the brightest (or darkest) does, and how finely it is cut.
void look_for_strokes(const cv::Mat& level, double least, double most, Look& look) {
  const bool brighter = most - look.ground >= look.ground - least;
  const double figure = brighter ? most : least;
  if (std::abs(figure - look.ground) < least_contrast) return;
  const auto limit = static_cast<float>((figure + look.ground) / 2);
  std::int64_t inside = 0, crossings = 0, lines = 0;
  for (int y = 0; y < level.rows; ++y) {
    bool before = false;
    std::int64_t entered = 0;
    for (const float value : std::ranges::subrange(level.ptr<float>(y), level.ptr<float>(y) + level.cols)) {
      const bool here = brighter ? value > limit : value < limit;
      inside += here;
      entered += here && !before;
      before = here;
    }
    crossings += entered;
    lines += entered > 0;
  }
  look.strokes = static_cast<double>(inside) / static_cast<double>(level.total());
  look.crossings = lines > 0 ? static_cast<double>(crossings) / static_cast<double>(lines) : 0;
}

double blank_share(const cv::Mat& level) {
  std::int64_t blank = 0, seen = 0;
  for (int y = 0; y + 1 < level.rows; ++y) {
    const auto *row = level.ptr<float>(y), *below = level.ptr<float>(y + 1);
    for (int x = 0; x + 1 < level.cols; ++x, ++seen)
      blank += static_cast<double>(std::abs(row[x + 1] - row[x]) + std::abs(below[x] - row[x])) < least_gradient;
  }
  return seen > 0 ? static_cast<double>(blank) / static_cast<double>(seen) : 1;
}

}  // namespace

Look look_of(const cv::Mat& seen) {
  const cv::Mat level = middle_of(seen);
  const auto shares = histogram_of(level);
  cv::Scalar mean, deviation;
  cv::meanStdDev(level, mean, deviation);
  Look look;
  look.level = mean[0];
  look.spread = deviation[0];
  look.blank = blank_share(level);
  const auto ground = mode_of(shares);
  look.ground = level_of(ground);
  look.flat = std::min(1.0, share_around(shares, ground, near));  // sums of shares may be a bit over
  look.modes = std::min(1.0, share_of_modes(shares));
  look_for_strokes(level, extreme(shares, false), extreme(shares, true), look);
  return look;
}

}  // namespace tasma::restoration
