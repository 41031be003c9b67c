#include "restoration/warp.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace tasma::restoration {
namespace {

constexpr int taps = 8, before = 3;  // of these before the pixel
constexpr int phases = 64;           // a pixel
constexpr int strip = 64;            // rows of the result that are made together, so that they stay near the processor
constexpr double greatest_turn = 0.02;  // sine; no film turns farther, and passes would be of a pixel each

using Weights = std::array<float, taps>;

const std::array<Weights, phases>& lanczos() {
  static const auto table = [] {
    std::array<Weights, phases> weights{};
    for (int phase = 0; phase < phases; ++phase) {
      std::array<double, taps> exact{};
      double sum = 0;
      for (int tap = 0; tap < taps; ++tap) {
        const double x = std::numbers::pi * (tap - before - static_cast<double>(phase) / phases);
        exact[static_cast<std::size_t>(tap)] = x == 0 ? 1 : std::sin(x) / x * (std::sin(x / 4) / (x / 4));
        sum += exact[static_cast<std::size_t>(tap)];
      }
      for (std::size_t tap = 0; tap < taps; ++tap)
        weights[static_cast<std::size_t>(phase)][tap] = static_cast<float>(exact[tap] / sum);
    }
    return weights;
  }();
  return table;
}

/// A place along a row of the result: at + slope x, in whole pixels and phases.
struct Line {
  double at, slope;
  int operator()(int x) const { return static_cast<int>(std::floor(phases * (at + slope * x) + 0.5)); }
};

/// Calls work(begin, end, pixel, weights) for stretches of 0..width over which the line stays within a phase.
template <class Work>
void for_each_phase(const Line& line, int width, Work work) {
  constexpr int stride = 16;
  for (int begin = 0, end = 0; begin < width; begin = end) {
    const int place = line(begin);
    for (end = begin + stride; end < width && line(end) == place;) end += stride;
    for (end = std::min(end, width); line(end - 1) != place;) --end;
    const int phase = ((place % phases) + phases) % phases;
    work(begin, end, (place - phase) / phases, lanczos()[static_cast<std::size_t>(phase)]);
  }
}

/// Pixels first..first + count of a row, which is mirrored at its ends.
void mirrored(const std::uint16_t* row, int width, int first, std::vector<float>& pixels) {
  const int inside = std::clamp(-first, 0, static_cast<int>(pixels.size()));
  const int outside = std::clamp(width - first, inside, static_cast<int>(pixels.size()));
  const auto reflect = [&](int i) {
    return static_cast<float>(row[cv::borderInterpolate(first + i, width, cv::BORDER_REFLECT_101)]);
  };
  for (int i = 0; i < inside; ++i) pixels[static_cast<std::size_t>(i)] = reflect(i);
  std::copy(row + first + inside, row + first + outside, pixels.begin() + inside);
  for (int i = outside; i < static_cast<int>(pixels.size()); ++i) pixels[static_cast<std::size_t>(i)] = reflect(i);
}

/// Sideways: of each pixel of a row of the plane, what the result needs of it.
void pass_along(const cv::Mat& plane, int row, const Line& u, std::vector<float>& pixels, float* out) {
  // The line's slope is near 1; what it strays from x decides the phase.
  const Line stray{u.at, u.slope - 1};
  const int least = std::min(stray(0), stray(plane.cols - 1)), most = std::max(stray(0), stray(plane.cols - 1));
  const int first = static_cast<int>(std::floor(static_cast<double>(least) / phases)) - before;
  const int last = static_cast<int>(std::floor(static_cast<double>(most) / phases)) + plane.cols + taps;
  pixels.resize(static_cast<std::size_t>(last - first));
  mirrored(plane.ptr<std::uint16_t>(cv::borderInterpolate(row, plane.rows, cv::BORDER_REFLECT_101)), plane.cols, first,
           pixels);
  for_each_phase(stray, plane.cols, [&](int begin, int end, int pixel, const Weights& w) {
    const float* in = pixels.data() + (pixel - before - first);
    for (int x = begin; x < end; ++x)
      out[x] = w[0] * in[x] + w[1] * in[x + 1] + w[2] * in[x + 2] + w[3] * in[x + 3] + w[4] * in[x + 4] +
               w[5] * in[x + 5] + w[6] * in[x + 6] + w[7] * in[x + 7];
  });
}

/// Down: a row of the result from rows that were passed along, of which the first is `first` in the plane.
void pass_down(const cv::Mat_<float>& rows, int first, const Line& v, float white, std::uint16_t* out) {
  for_each_phase(v, rows.cols, [&](int begin, int end, int pixel, const Weights& w) {
    std::array<const float*, taps> in{};
    for (int tap = 0; tap < taps; ++tap) in[static_cast<std::size_t>(tap)] = rows[pixel - before - first + tap];
    for (int x = begin; x < end; ++x) {
      const float sum = w[0] * in[0][x] + w[1] * in[1][x] + w[2] * in[2][x] + w[3] * in[3][x] + w[4] * in[4][x] +
                        w[5] * in[5][x] + w[6] * in[6][x] + w[7] * in[7][x];
      out[x] = static_cast<std::uint16_t>(static_cast<int>(std::min(std::max(sum, 0.0F), white) + 0.5F));
    }
  });
}

}  // namespace

cv::Mat warped(const cv::Mat& plane, const cv::Matx23d& plane_from_result, int white) {
  const auto [a, b, c] = std::array{plane_from_result(0, 0), plane_from_result(0, 1), plane_from_result(0, 2)};
  const auto [d, e, f] = std::array{plane_from_result(1, 0), plane_from_result(1, 1), plane_from_result(1, 2)};
  cv::Mat result(plane.size(), CV_16U);
  if (std::abs(d) > greatest_turn || e < 0) {
    cv::warpAffine(plane, result, plane_from_result, plane.size(), cv::INTER_LANCZOS4 | cv::WARP_INVERSE_MAP,
                   cv::BORDER_REFLECT_101);
    return cv::min(result, white);
  }
  std::vector<float> pixels;
  cv::Mat_<float> rows;
  for (int top = 0; top < plane.rows; top += strip) {
    const int bottom = std::min(plane.rows, top + strip);
    const auto v = [&](int y) { return Line{e * y + f, d}; };
    const int least = std::min(v(top)(0), v(top)(plane.cols - 1));
    const int most = std::max(v(bottom - 1)(0), v(bottom - 1)(plane.cols - 1));
    const int first = static_cast<int>(std::floor(static_cast<double>(least) / phases)) - before;
    const int last = static_cast<int>(std::floor(static_cast<double>(most) / phases)) - before + taps;
    rows.create(std::max(rows.rows, last - first), plane.cols);
    for (int row = first; row < last; ++row)
      pass_along(plane, row, {c + b / e * (row - f), a - b * d / e}, pixels, rows[row - first]);
    for (int y = top; y < bottom; ++y)
      pass_down(rows, first, v(y), static_cast<float>(white), result.ptr<std::uint16_t>(y));
  }
  return result;
}

}  // namespace tasma::restoration
