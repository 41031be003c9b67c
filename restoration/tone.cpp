#include "restoration/tone.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tasma::restoration {
namespace {

constexpr int knots = ToneChange::knots;
constexpr double finest = 0.001;                             // step of the histograms of log gain
constexpr int half_range = 700;                              // steps: exp(0.7), a factor of two either way
constexpr double enough = 0.01;                              // share of the picture that makes a knot fully known
constexpr double least_level = 0.01, greatest_level = 0.97;  // beyond, a scan clips
constexpr double stiffness = 0.3;                            // of the curve, against the weight of a knot

/// Solves a small symmetric positive system in place, by elimination.
void solve(std::array<std::array<double, knots>, knots>& a, ToneChange::Curve& b) {
  for (std::size_t i = 0; i < knots; ++i)
    for (std::size_t j = i + 1; j < knots; ++j) {
      const double factor = a[j][i] / a[i][i];
      for (std::size_t k = i; k < knots; ++k) a[j][k] -= factor * a[i][k];
      b[j] -= factor * b[i];
    }
  for (std::size_t i = knots; i-- > 0;) {
    for (std::size_t k = i + 1; k < knots; ++k) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
}

/// The curve nearest to the values by their weights whose second differences are small.
ToneChange::Curve smoothed(const ToneChange::Curve& values, const ToneChange::Curve& weights) {
  std::array<std::array<double, knots>, knots> a{};
  ToneChange::Curve b{};
  for (std::size_t i = 0; i < knots; ++i) {
    a[i][i] = weights[i];
    b[i] = weights[i] * values[i];
  }
  const auto penalize = [&](std::size_t at, std::initializer_list<double> stencil, double strength) {
    for (std::size_t i = 0; i < stencil.size(); ++i)
      for (std::size_t j = 0; j < stencil.size(); ++j)
        a[at + i][at + j] += strength * stencil.begin()[i] * stencil.begin()[j];
  };
  for (std::size_t i = 0; i + 2 < knots; ++i) penalize(i, {1, -2, 1}, stiffness);
  for (std::size_t i = 0; i + 1 < knots; ++i) penalize(i, {-1, 1}, 0.02 * stiffness);  // unseen ends run level
  solve(a, b);
  return b;
}

double knot_of(double level) { return std::sqrt(std::clamp(level, 0.0, 1.0)) * (knots - 1); }

}  // namespace

ToneChange tone_change(const cv::Mat& here, const cv::Mat& there) {
  std::vector<std::uint32_t> histogram(static_cast<std::size_t>(knots * (2 * half_range + 1)));
  std::array<std::int64_t, knots> counts{};
  // Shadows have little light and much noise: pairing by the mean of both levels keeps the noise from a bias.
  for (int y = 0; y < here.rows; y += 2) {
    const auto *a = here.ptr<float>(y), *b = there.ptr<float>(y);
    for (int x = 0; x < here.cols; x += 2) {
      if (std::min(a[x], b[x]) < least_level || std::max(a[x], b[x]) > greatest_level) continue;
      const double level = (a[x] + b[x]) / 2;
      const double change = log_ratio(a[x], b[x]);
      const int step = static_cast<int>(std::lround(change / finest));
      if (std::abs(step) > half_range) continue;
      const auto knot = static_cast<std::size_t>(std::lround(knot_of(level)));
      ++histogram[knot * (2 * half_range + 1) + static_cast<std::size_t>(step + half_range)];
      ++counts[knot];
    }
  }
  ToneChange::Curve medians{}, weights{};
  ToneChange tone;
  const double places = std::max(1.0, static_cast<double>((here.rows + 1) / 2) * ((here.cols + 1) / 2));
  double known = 0;
  for (std::size_t knot = 0; knot < knots; ++knot) {
    std::int64_t below = 0;
    const auto* row = &histogram[knot * (2 * half_range + 1)];
    int step = 0;
    while (step < 2 * half_range && below + row[step] <= counts[knot] / 2) below += row[step++];
    if (counts[knot] == 0) continue;
    // Between the steps, by what of the middle one lies below the middle.
    const double inside =
        (static_cast<double>(counts[knot]) / 2 - static_cast<double>(below)) / std::max(1U, row[step]);
    medians[knot] = (step - half_range - 0.5 + inside) * finest;
    tone.share[knot] = static_cast<double>(counts[knot]) / places;
    weights[knot] = std::min(1.0, tone.share[knot] / enough);
    known += weights[knot];
  }
  if (known > 0) tone.log_gain = smoothed(medians, weights);
  return tone;
}

double at_level(const ToneChange::Curve& curve, double level) {
  const double place = knot_of(level);
  const auto left = std::min<std::size_t>(static_cast<std::size_t>(place), knots - 2);
  const double share = place - static_cast<double>(left);
  return curve[left] * (1 - share) + curve[left + 1] * share;
}

std::vector<std::uint16_t> tone_table(const ToneChange::Curve& curve, int depth) {
  const int codes = 1 << depth;
  std::vector<std::uint16_t> table(static_cast<std::size_t>(codes));
  int least = 0;
  for (int code = 0; code < codes; ++code) {
    const double level = static_cast<double>(code) / codes;
    const double wanted = ((level + foot) * std::exp(at_level(curve, level)) - foot) * codes;
    least = std::clamp(static_cast<int>(std::lround(std::clamp(wanted, 0.0, 65535.0))), least, codes - 1);
    table[static_cast<std::size_t>(code)] = static_cast<std::uint16_t>(least);
  }
  return table;
}

std::vector<float> level_table(const ToneChange::Curve& curve) {
  std::vector<float> table(65536);
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double level = static_cast<double>(i) / 65536;
    table[i] = static_cast<float>((level + foot) * std::exp(at_level(curve, level)) - foot);
  }
  return table;
}

}  // namespace tasma::restoration
