#include "restoration/smoothing.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>

namespace tasma::restoration {
namespace {

/// A symmetric positive matrix with two side diagonals: by row, the diagonal and what stands right of it.
using Band = std::vector<std::array<double, 3>>;

/// x with band x = right, by L D L'.
std::vector<double> solved(Band band, std::vector<double> right) {
  const std::size_t n = band.size();
  for (std::size_t i = 0; i < n; ++i) {
    const auto [d, first, second] = band[i];
    if (i + 1 < n) {
      band[i + 1][0] -= first * first / d;
      band[i + 1][1] -= first * second / d;
      right[i + 1] -= first / d * right[i];
    }
    if (i + 2 < n) {
      band[i + 2][0] -= second * second / d;
      right[i + 2] -= second / d * right[i];
    }
  }
  for (std::size_t i = n; i-- > 0;) {
    right[i] /= band[i][0];
    if (i + 1 < n) right[i] -= band[i][1] / band[i][0] * right[i + 1];
    if (i + 2 < n) right[i] -= band[i][2] / band[i][0] * right[i + 2];
  }
  return right;
}

/// Adds weight (x[i] - 2 x[i + 1] + x[i + 2])^2.
void add_bend(Band& band, std::size_t i, double weight) {
  band[i][0] += weight, band[i][1] -= 2 * weight, band[i][2] += weight;
  band[i + 1][0] += 4 * weight, band[i + 1][1] -= 2 * weight;
  band[i + 2][0] += weight;
}

double bend_at(std::span<const double> series, std::size_t i) { return series[i] - 2 * series[i + 1] + series[i + 2]; }

}  // namespace

std::vector<double> trend(std::span<const double> series) {
  constexpr int rounds = 12;
  constexpr double stiffness = 5, softest = 0.02;  // in units of the noise
  std::vector<double> x(series.begin(), series.end()), bends;
  if (series.size() < 3) return x;
  for (std::size_t i = 0; i + 2 < series.size(); ++i) bends.push_back(bend_at(series, i));
  const double noise = robust_deviation(bends) / std::sqrt(6.0) + 1e-6;
  for (int round = 0; round < rounds; ++round) {
    Band band(series.size(), {1, 0, 0});
    for (std::size_t i = 0; i + 2 < series.size(); ++i) {
      const double bend = round == 0 ? noise : std::max(std::abs(bend_at(x, i)), softest * noise);
      add_bend(band, i, stiffness * noise / bend);
    }
    x = solved(std::move(band), {series.begin(), series.end()});
  }
  return x;
}

std::vector<double> stiff_course(std::span<const double> samples, std::span<const double> weights, double stiffness) {
  Band band;
  std::vector<double> right;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double weight = weights[i] + 1e-9;
    band.push_back({weight, 0, 0});
    right.push_back(weight * samples[i]);
  }
  for (std::size_t i = 0; i + 2 < samples.size(); ++i) add_bend(band, i, stiffness);
  return solved(std::move(band), std::move(right));
}

std::vector<double> slow_part(std::span<const double> series, double sigma) {
  const auto n = std::ssize(series);
  const auto reach = static_cast<std::ptrdiff_t>(std::ceil(3 * sigma));
  std::vector<double> slow(series.size());
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    double w = 0, wk = 0, wkk = 0, wv = 0, wkv = 0;
    for (std::ptrdiff_t k = std::max(-reach, -i); k <= std::min(reach, n - 1 - i); ++k) {
      const auto away = static_cast<double>(k), value = series[static_cast<std::size_t>(i + k)];
      const double weight = std::exp(-away * away / (2 * sigma * sigma));
      w += weight, wk += weight * away, wkk += weight * away * away;
      wv += weight * value, wkv += weight * away * value;
    }
    const double spread = w * wkk - wk * wk;
    slow[static_cast<std::size_t>(i)] = spread > 1e-9 ? (wkk * wv - wk * wkv) / spread : wv / w;
  }
  return slow;
}

std::vector<double> polynomial(std::span<const double> series, int order) {
  const auto terms = [&](std::size_t i) {
    const double x = series.size() > 1 ? 2.0 * static_cast<double>(i) / static_cast<double>(series.size() - 1) - 1 : 0;
    cv::Vec4d row(1, x, x * x, x * x * x);
    for (int k = order + 1; k < 4; ++k) row[k] = 0;
    return row;
  };
  cv::Matx44d a = cv::Matx44d::eye() * 1e-9;
  cv::Vec4d b = cv::Vec4d::all(0);
  for (std::size_t i = 0; i < series.size(); ++i) {
    a += terms(i) * terms(i).t();
    b += terms(i) * series[i];
  }
  const cv::Vec4d fit = a.solve(b, cv::DECOMP_CHOLESKY);
  std::vector<double> values;
  for (std::size_t i = 0; i < series.size(); ++i) values.push_back(fit.dot(terms(i)));
  return values;
}

double robust_deviation(std::vector<double> values) {
  if (values.empty()) return 0;
  for (double& value : values) value = std::abs(value);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return 1.4826 * *middle;
}

double unrest(std::span<const double> course) {
  std::vector<double> bends;
  for (std::size_t i = 1; i + 1 < course.size(); ++i) bends.push_back(course[i - 1] - 2 * course[i] + course[i + 1]);
  if (bends.size() < 2) return 0;
  const double limit = 4 * robust_deviation(bends);
  for (double& bend : bends) bend = std::clamp(bend, -limit, limit);
  double products = 0;
  for (std::size_t i = 0; i + 1 < bends.size(); ++i) products += bends[i] * bends[i + 1];
  return std::sqrt(std::max(0.0, -products / (4 * static_cast<double>(bends.size() - 1))));
}

std::vector<double> course(std::size_t length, std::span<const Step> steps) {
  std::vector<double> x(length, 0), trust(steps.size(), 1);
  for (int round = 0; round < 4; ++round) {
    // Normal equations: symmetric, two side diagonals. x[0] is held at 0 by a heavy weight; where steps fail,
    // a feather goes on as before.
    Band band(length, {1e-9, 0, 0});
    std::vector<double> right(length, 0);
    const auto add = [&](std::size_t from, std::size_t gap, double value, double weight) {
      band[from][0] += weight;
      band[from + gap][0] += weight;
      band[from][gap] -= weight;
      right[from] -= weight * value;
      right[from + gap] += weight * value;
    };
    if (length > 0) band[0][0] += 1e6;
    for (std::size_t i = 0; i + 1 < length; ++i) add(i, 1, 0, 1e-9);
    for (std::size_t i = 0; i + 2 < length; ++i) add_bend(band, i, 1e-6);
    for (std::size_t s = 0; s < steps.size(); ++s)
      add(steps[s].from, static_cast<std::size_t>(steps[s].gap), steps[s].value, steps[s].weight * trust[s]);
    x = solved(std::move(band), std::move(right));
    std::vector<double> errors;
    for (const Step& step : steps)
      errors.push_back(x[step.from + static_cast<std::size_t>(step.gap)] - x[step.from] - step.value);
    const double limit = 3 * robust_deviation(errors) + 1e-3;
    for (std::size_t s = 0; s < steps.size(); ++s) trust[s] = 1 / (1 + errors[s] * errors[s] / (limit * limit));
  }
  return x;
}

}  // namespace tasma::restoration
