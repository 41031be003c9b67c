#include "restoration/dust_detect.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "restoration/motion.hpp"

namespace tasma::restoration {
namespace {

constexpr int levels = 16;                                // of the noise curve
constexpr float least_noise = 0.0012F;                    // of a level: quantization alone makes as much
constexpr int cell = 16;                                  // pixels, of the local levelling
constexpr float far_off = 0.08F;                          // a difference that is not a matter of brightness
constexpr float high = 2.4F, low = 1.6F;                  // thresholds in units of the noise
constexpr float high_floor = 0.005F, low_floor = 0.003F;  // and of a level: nobody sees less

constexpr float inexact = 0.7F;  // of a pixel: by so much motion may be wrong on an edge
constexpr float notable_px = 1;  // proxy pixels of motion out of the picture

constexpr unsigned char weak = 1, strong = 2, taken = 3;

std::size_t bin_of(float level) {
  return static_cast<std::size_t>(std::clamp(static_cast<int>(level * levels), 0, levels - 1));
}

}  // namespace

cv::Mat softened(const cv::Mat& level) {
  cv::Mat soft;
  cv::GaussianBlur(level, soft, {5, 5}, 0.8, 0.8, cv::BORDER_REPLICATE);
  return soft;
}

bool leads_outside(const Reference& reference) {
  const cv::Mat& motion = reference.motion;
  int outside = 0;
  for (int y = 0; y < motion.rows; ++y) {
    const auto *left = motion.ptr<cv::Vec2f>(y), *right = left + motion.cols - 1;
    outside += ((*left)[0] < -notable_px) + ((*right)[0] > notable_px);
  }
  const auto *top = motion.ptr<cv::Vec2f>(0), *bottom = motion.ptr<cv::Vec2f>(motion.rows - 1);
  for (int x = 0; x < motion.cols; ++x) outside += (top[x][1] < -notable_px) + (bottom[x][1] > notable_px);
  return outside > (motion.rows + motion.cols) / 20;
}

void carry(Reference& reference, const Sight& centre, const Sight& outside) {
  const auto carry_in = [&](const cv::Mat& there, const cv::Mat& here, const cv::Mat& beyond, int factor) {
    cv::Mat level = carried(there, reference.motion, factor, beyond);
    cv::Mat difference = here - level;
    cv::min(difference, far_off, difference);
    cv::max(difference, -far_off, difference);
    const int side = cell * factor / reference.scale;
    cv::Mat cells, wide;
    cv::resize(difference, cells, {std::max(1, here.cols / side), std::max(1, here.rows / side)}, 0, 0, cv::INTER_AREA);
    cv::medianBlur(cells, cells, 5);
    cv::GaussianBlur(cells, cells, {5, 5}, 1.0);
    cv::resize(cells, wide, here.size(), 0, 0, cv::INTER_LINEAR);
    return cv::Mat(level + wide);
  };
  reference.carried.level = carry_in(reference.sight.level, centre.level, outside.level, reference.scale);
  reference.carried.chroma.clear();
  for (std::size_t i = 0; i < centre.chroma.size(); ++i)
    reference.carried.chroma.push_back(carry_in(reference.sight.chroma[i], centre.chroma[i], outside.chroma[i], 1));
}

std::vector<float> noise_curve(const cv::Mat& centre, const cv::Mat& carried) {
  constexpr int steps = 512;
  constexpr float finest = 0.25F / steps;
  std::array<std::array<std::uint32_t, steps>, levels> histogram{};
  std::array<std::uint32_t, levels> counts{};
  std::array<std::uint32_t, steps> all{};
  std::uint32_t total = 0;
  for (int y = 1; y < centre.rows; y += 3) {
    const auto *c = centre.ptr<float>(y), *p = carried.ptr<float>(y);
    for (int x = 1; x < centre.cols; x += 3) {
      const auto bin = bin_of(p[x]);
      const auto step = static_cast<std::size_t>(std::min(steps - 1, static_cast<int>(std::abs(c[x] - p[x]) / finest)));
      ++histogram[bin][step], ++counts[bin], ++all[step], ++total;
    }
  }
  const auto deviation = [&](const auto& row, std::uint32_t count) {
    std::uint32_t below = 0;
    std::size_t step = 0;
    while (step + 1 < steps && below + row[step] <= count / 2) below += row[step++];
    return std::max(least_noise, 1.4826F * (static_cast<float>(step) + 0.5F) * finest);
  };
  const float overall = deviation(all, total);
  std::vector<float> noise(levels, overall);
  for (std::size_t bin = 0; bin < levels; ++bin)
    if (counts[bin] >= 200) noise[bin] = deviation(histogram[bin], counts[bin]);
  return noise;
}

void mark_standing_out(const cv::Mat& centre, const cv::Mat& first, const cv::Mat& second,
                       const std::vector<float>& noise, cv::Mat& marks) {
  const cv::Mat around = cv::getStructuringElement(cv::MORPH_RECT, {3, 3});
  cv::Mat least, most;
  cv::min(first, second, least);
  cv::max(first, second, most);
  cv::Mat least_around, most_around;
  cv::erode(least, least_around, around);
  cv::dilate(most, most_around, around);

  const int scale = (marks.cols + centre.cols - 1) / centre.cols;
  const cv::Rect frame(0, 0, marks.cols, marks.rows);
  for (int y = 0; y < centre.rows; ++y) {
    const auto *c = centre.ptr<float>(y), *lo = least.ptr<float>(y), *hi = most.ptr<float>(y);
    const auto *lo_around = least_around.ptr<float>(y), *hi_around = most_around.ptr<float>(y);
    for (int x = 0; x < centre.cols; ++x) {
      const float excess = std::max(c[x] - hi[x], lo[x] - c[x]);
      if (excess <= low_floor) continue;
      const float sigma = noise[bin_of(0.5F * (lo[x] + hi[x]))];
      if (excess <= low * sigma + low_floor) continue;
      const float beyond =
          std::max(c[x] - hi[x] - inexact * (hi_around[x] - hi[x]), lo[x] - inexact * (lo[x] - lo_around[x]) - c[x]);
      const auto mark = beyond > high * sigma + high_floor ? strong : weak;
      if (scale == 1) {
        auto& here = marks.at<unsigned char>(y, x);
        here = std::max(here, mark);
        continue;
      }
      cv::Mat covered = marks(cv::Rect(x * scale, y * scale, scale, scale) & frame);
      cv::max(covered, mark, covered);
    }
  }
}

std::vector<Region> regions_of(cv::Mat& marks) {
  std::vector<Region> regions;
  for (int row = 0; row < marks.rows; ++row)
    for (int column = 0; column < marks.cols; ++column) {
      if (marks.at<unsigned char>(row, column) != strong) continue;
      const cv::Point seed(column, row);
      Region region;
      region.pixels.push_back(seed);
      marks.at<unsigned char>(seed) = taken;
      cv::Point least_xy = seed, most_xy = seed;
      for (std::size_t next = 0; next < region.pixels.size(); ++next) {
        const cv::Point at = region.pixels[next];
        least_xy = {std::min(least_xy.x, at.x), std::min(least_xy.y, at.y)};
        most_xy = {std::max(most_xy.x, at.x), std::max(most_xy.y, at.y)};
        for (int y = std::max(0, at.y - 1); y <= std::min(marks.rows - 1, at.y + 1); ++y)
          for (int x = std::max(0, at.x - 1); x <= std::min(marks.cols - 1, at.x + 1); ++x) {
            auto& mark = marks.at<unsigned char>(y, x);
            if (mark != weak && mark != strong) continue;
            mark = taken;
            region.pixels.emplace_back(x, y);
          }
      }
      region.box = {least_xy, cv::Point{most_xy.x + 1, most_xy.y + 1}};
      regions.push_back(std::move(region));
    }
  cv::compare(marks, taken, marks, cv::CMP_EQ);
  return regions;
}

}  // namespace tasma::restoration
