#include "restoration/local_light.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "restoration/flicker.hpp"
#include "restoration/mat.hpp"
#include "restoration/smoothing.hpp"
#include "restoration/tone.hpp"

namespace tasma::restoration {
namespace {

constexpr int across = LocalLight::across, down = LocalLight::down;
constexpr double unit = 10'000;                              // of a log gain, as it is written down
constexpr int finest = 10;                                   // units: step of the histograms
constexpr int half_range = 250;                              // steps: a quarter of log gain either way
constexpr double least_level = 0.01, greatest_level = 0.97;  // beyond, a scan clips
constexpr double slow_frames = 5;                            // sigma of what is light and not flicker
constexpr double greatest_gain = 0.2;                        // log gain either way; more is no flicker
constexpr std::size_t shortest_shot = 4;                     // frames

/// By strength: unrest of the usual part that is left alone; normal: that nobody sees.
constexpr double dead_zone(Strength strength) { return by_strength(strength, 0.018, 0.006, 0.003); }

/// Values of the parts of one frame, each with those beside it by their weights: a grid that is a little smoother, and
/// has a value wherever any is near.
std::vector<double> spread(const LocalLight& light) {
  cv::Mat_<double> values(down, across), weights(down, across);
  for (int i = 0; i < LocalLight::parts; ++i) {
    const auto at = static_cast<std::size_t>(i);
    weights(i / across, i % across) = light.weight[at] / 100.0 + 1e-4;
    values(i / across, i % across) = light.log_gain[at] / unit * weights(i / across, i % across);
  }
  cv::GaussianBlur(values, values, {3, 3}, 0.7, 0.7, cv::BORDER_REPLICATE);
  cv::GaussianBlur(weights, weights, {3, 3}, 0.7, 0.7, cv::BORDER_REPLICATE);
  cv::Mat_<double> smooth = values / weights;
  return {smooth.begin(), smooth.end()};
}

/// The course of each part's light along the shot.
std::vector<std::vector<double>> courses_of(std::span<const Measurement> shot) {
  std::vector<std::vector<double>> courses(LocalLight::parts, std::vector<double>(shot.size(), 0));
  for (std::size_t i = 0; i + 1 < shot.size(); ++i) {
    const auto steps = shot[i].light.log_gain.empty() ? std::vector<double>(courses.size(), 0) : spread(shot[i].light);
    for (std::size_t part = 0; part < courses.size(); ++part) courses[part][i + 1] = courses[part][i] + steps[part];
  }
  return courses;
}

}  // namespace

LocalLight local_change(const cv::Mat& here, const cv::Mat& there, const ToneChange& tones) {
  constexpr int steps = 2 * half_range + 1, shades = 1024;
  std::array<float, shades> expected{};
  for (int i = 0; i < shades; ++i)
    expected[static_cast<std::size_t>(i)] = static_cast<float>(at_level(tones.log_gain, (i + 0.5) / shades));
  std::vector<std::uint32_t> histogram(static_cast<std::size_t>(LocalLight::parts) * steps);
  std::array<std::uint32_t, LocalLight::parts> counts{}, places{};
  for (int y = 0; y < here.rows; y += 2) {
    const auto *a = here.ptr<float>(y), *b = there.ptr<float>(y);
    for (int x = 0; x < here.cols; x += 2) {
      const auto part = static_cast<std::size_t>(y * down / here.rows * across + x * across / here.cols);
      ++places[part];
      if (std::min(a[x], b[x]) < least_level || std::max(a[x], b[x]) > greatest_level) continue;
      const auto shade = static_cast<std::size_t>((a[x] + b[x]) / 2 * shades);
      const double change = log_ratio(a[x], b[x]) - static_cast<double>(expected[shade]);
      const auto step = std::lround(change * unit / finest);
      if (std::abs(step) > half_range) continue;
      ++histogram[part * steps + static_cast<std::size_t>(step + half_range)];
      ++counts[part];
    }
  }
  LocalLight light{std::vector<std::int32_t>(LocalLight::parts), std::vector<std::int32_t>(LocalLight::parts)};
  for (std::size_t part = 0; part < LocalLight::parts; ++part) {
    if (counts[part] == 0) continue;
    const auto* row = &histogram[part * steps];
    std::uint32_t below = 0;
    int step = 0;
    while (step + 1 < steps && below + row[step] <= counts[part] / 2) below += row[step++];
    const double inside = (counts[part] / 2.0 - below) / std::max(1U, row[step]);
    light.log_gain[part] = static_cast<std::int32_t>(std::lround((step - half_range - 0.5 + inside) * finest));
    light.weight[part] = static_cast<std::int32_t>(100 * std::uint64_t{counts[part]} / places[part]);
  }
  return light;
}

std::vector<LightField> steady_light(std::span<const Measurement> shot, const std::vector<bool>& struck,
                                     Strength strength) {
  std::vector<LightField> fields(shot.size());
  if (shot.size() < shortest_shot) return fields;
  const auto courses = courses_of(shot);
  std::vector<double> unrests;
  for (const auto& course : courses) unrests.push_back(unrest(course));
  std::ranges::nth_element(unrests, unrests.begin() + LocalLight::parts / 2);
  if (unrests[LocalLight::parts / 2] < dead_zone(strength)) return fields;
  for (std::size_t i = 0; i < shot.size(); ++i)
    if (shot[i].whole && !struck[i]) fields[i].resize(LocalLight::parts);
  for (std::size_t part = 0; part < courses.size(); ++part) {
    const auto slow = slow_part(courses[part], std::hypot(slow_frames, further_frames(strength)));
    for (std::size_t i = 0; i < shot.size(); ++i)
      if (!fields[i].empty())
        fields[i][part] = static_cast<std::int32_t>(std::lround(
            unit * taken_out(strength) * std::clamp(slow[i] - courses[part][i], -greatest_gain, greatest_gain)));
  }
  return fields;
}

void put_right(Image& picture, const LightField& field) {
  const cv::Size size(picture.size().width, picture.size().height);
  cv::Mat_<float> gains(down, across), wide;
  std::ranges::transform(field, gains.begin(), [](std::int32_t gain) { return static_cast<float>(gain / unit); });
  cv::exp(gains, gains);
  cv::resize(gains, wide, size, 0, 0, cv::INTER_CUBIC);
  const auto codes = static_cast<float>(1 << picture.depth()), lift = codes * static_cast<float>(foot);
  for (int plane = 0; plane < picture.colours(); ++plane)
    for (int y = 0; y < size.height; ++y) {
      const float* gain = wide[y];
      for (std::uint16_t& sample : picture.row(plane, y)) {
        const float wanted = (static_cast<float>(sample) + lift) * *gain++ - lift;
        sample = static_cast<std::uint16_t>(std::clamp(wanted + 0.5F, 0.0F, codes - 1));
      }
    }
}

}  // namespace tasma::restoration
