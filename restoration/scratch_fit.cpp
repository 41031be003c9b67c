#include "restoration/scratch_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "restoration/smoothing.hpp"

namespace tasma::restoration {
namespace {

constexpr int samples = 2 * LineShape::reach + 1;
constexpr double reach_sigmas = 7;           // of the profile: side lobes are in it
constexpr double least_height = 0.01;        // levels; less nobody sees
constexpr double greatest_beside = 1.35;     // of the section, in units of its height: more is no line
constexpr double greatest_unevenness = 0.7;  // of the height along the line
constexpr double least_length = 0.25;        // of the picture's height
constexpr double thinnest_px = 0.9;          // at half height
constexpr double widest = 8.0 / 640;         // of the picture's width, at half height
constexpr double black = 64, white = 65279;  // of 65536: beyond, a pixel is clipped
constexpr double fades_to = 0.35;            // of its mean height: there a line ends
constexpr int longest_gap = 6;               // bands in which it may be hidden

CrossSection bell(double sigma) {
  CrossSection section{std::max(3.0, std::round(16 * reach_sigmas * sigma / LineShape::reach)) / 16, {}};
  for (int j = 0; j < samples; ++j) {
    const double offset = (j - LineShape::reach) * section.pitch_px / sigma;
    section.k[static_cast<std::size_t>(j)] = std::exp(-offset * offset / 2);
  }
  return section;
}

struct Pixel {
  double offset, excess;  // pixels from the line; levels above the ground
};

/// The pixels of a thin row within the line's reach. The ground is a straight line from what lies left of it to what
/// lies right.
void add_pixels(const LineRows& rows, const FittedLine& line, int row, std::vector<Pixel>& pixels) {
  const double x = line.x_at(row), reach = line.section.reach_px();
  const int wide = std::max(3, static_cast<int>(reach / 2));
  const int from = static_cast<int>(std::ceil(x - reach)), to = static_cast<int>(std::floor(x + reach));
  const auto mean = [&](int begin) {
    const int first = std::max(0, begin), last = std::min(rows.columns(), begin + wide);
    double sum = 0;
    for (int i = first; i < last; ++i) sum += rows.level(i, row);
    return last > first ? sum / (last - first) : -1.0;
  };
  double left = mean(from - wide), right = mean(to + 1);
  if (left < 0 && right < 0) return;
  if (left < 0) left = right;
  if (right < 0) right = left;
  const double left_at = from - (wide + 1) / 2.0, right_at = to + (wide + 1) / 2.0;
  const double slope = (right - left) / (right_at - left_at);
  for (int i = std::max(0, from); i <= std::min(rows.columns() - 1, to); ++i) {
    if (!rows.clipped(i, row)) pixels.push_back({i - x, rows.level(i, row) - left - slope * (i - left_at)});
  }
}

std::vector<Pixel> pixels_of(const LineRows& rows, const FittedLine& line, int band) {
  std::vector<Pixel> pixels;
  for (int row = (line.first + band) * LineGrid::band; row < (line.first + band + 1) * LineGrid::band; ++row)
    add_pixels(rows, line, row, pixels);
  return pixels;
}

/// Height and misplacement of the line in a band, with weights: one over their variance.
struct BandFit {
  double height = 0, height_weight = 0, shift = 0, shift_weight = 0;
};

BandFit fit_band(std::span<const Pixel> pixels, const CrossSection& section) {
  if (pixels.size() < 8) return {};
  cv::Matx44d a = cv::Matx44d::eye() * 1e-9;
  cv::Vec4d b = cv::Vec4d::all(0);
  double energy = 0;
  for (const Pixel& pixel : pixels) {
    const cv::Vec4d terms(section.at(pixel.offset), section.slope(pixel.offset), 1, pixel.offset / section.reach_px());
    a += terms * terms.t();
    b += terms * pixel.excess;
    energy += pixel.excess * pixel.excess;
  }
  const auto inverse = a.inv(cv::DECOMP_CHOLESKY);
  const cv::Vec4d fit = inverse * b;
  const double noise = std::max(1e-7, (energy - fit.dot(b)) / static_cast<double>(pixels.size() - 4));
  BandFit result{fit[0], 1 / (noise * inverse(0, 0)), 0, 0};
  if (std::abs(fit[0]) > 1e-4) {
    const double farthest = section.width_px() / 5;
    result.shift = std::clamp(-fit[1] / fit[0], -farthest, farthest);
    result.shift_weight = fit[0] * fit[0] / (noise * inverse(1, 1));
  }
  return result;
}

/// How stiff a course is of which second differences from band to band are about `bend`.
double stiffness(double bend) { return 1 / (bend * bend); }

/// What heights may do within some forty rows.
double height_bend(const LineGrid& grid, double height) {
  const double bands = LineGrid::band * grid.down / 8.0;
  return std::abs(height) * std::min(0.2, 0.04 * bands * bands) + 1e-5;
}

double x_bend(const LineGrid& grid) {
  const double bands = LineGrid::band * grid.down / 8.0;
  return std::min(0.25, 0.02 * bands * bands);
}

double weighted_mean(std::span<const double> values, std::span<const double> weights) {
  return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0) /
         (std::accumulate(weights.begin(), weights.end(), 0.0) + 1e-12);
}

/// Place and height of every band, by the section as it is.
std::vector<double> place(const LineRows& rows, const LineGrid& grid, FittedLine& line, bool bright) {
  std::vector<double> wanted(line.x), x_weights(line.x.size(), 0), weights(line.x.size(), 0);
  line.seen.assign(line.x.size(), 0);
  for (int band = 0; band < line.bands(); ++band) {
    const auto i = static_cast<std::size_t>(band);
    const BandFit fit = fit_band(pixels_of(rows, line, band), line.section);
    line.seen[i] = fit.height, weights[i] = fit.height_weight;
    if ((fit.height > 0) == bright) wanted[i] += fit.shift, x_weights[i] = fit.shift_weight;
  }
  line.x = stiff_course(wanted, x_weights, stiffness(x_bend(grid)));
  line.amplitude = stiff_course(line.seen, weights, stiffness(height_bend(grid, weighted_mean(line.seen, weights))));
  return weights;
}

/// Puts the middle of the core of the section on the line, so that sections of several frames have a mean.
void centre(FittedLine& line) {
  const CrossSection old = line.section;
  double sum = 0, total = 0;
  for (const int side : {-1, 1})
    for (int j = side < 0 ? 0 : 1; j <= LineShape::reach; ++j) {
      const double k = old.k[static_cast<std::size_t>(LineShape::reach + side * j)];
      if (k < 0.5 && j > 2) break;
      if (k >= 0.5) sum += k * side * j * old.pitch_px, total += k;
    }
  if (total <= 0) return;
  const double off = sum / total;
  for (double& x : line.x) x += off;
  for (int j = 0; j < samples; ++j)
    line.section.k[static_cast<std::size_t>(j)] = old.at((j - LineShape::reach) * old.pitch_px + off);
}

/// The mean of what pixels show, by their offset; where no pixel fell, a straight line from those beside.
void learn_section(const LineRows& rows, FittedLine& line, std::span<const double> weights, bool bright) {
  std::array<double, samples> sums{}, totals{};
  for (int band = 0; band < line.bands(); ++band) {
    const double height = line.amplitude[static_cast<std::size_t>(band)];
    const double weight = weights[static_cast<std::size_t>(band)];
    if ((height > 0) != bright) continue;
    for (const Pixel& pixel : pixels_of(rows, line, band)) {
      const auto j = std::lround(pixel.offset / line.section.pitch_px) + LineShape::reach;
      if (j < 0 || j >= samples) continue;
      sums[static_cast<std::size_t>(j)] += weight * height * pixel.excess;
      totals[static_cast<std::size_t>(j)] += weight * height * height;
    }
  }
  auto& k = line.section.k;
  int last = -1;
  for (int j = 0; j < samples; ++j) {
    const auto at = static_cast<std::size_t>(j);
    if (totals[at] <= 0) continue;
    k[at] = sums[at] / totals[at];
    for (int i = last + 1; i < j; ++i) {
      const auto from = static_cast<std::size_t>(std::max(last, 0));
      k[static_cast<std::size_t>(i)] = last < 0 ? k[at] : k[from] + (k[at] - k[from]) * (i - last) / (j - last);
    }
    last = j;
  }
  for (int i = last + 1; i < samples && last >= 0; ++i)
    k[static_cast<std::size_t>(i)] = k[static_cast<std::size_t>(last)];

  double base = 0;
  for (std::size_t j : {0, 1, 2, samples - 3, samples - 2, samples - 1}) base += k[j] / 6;
  for (double& value : k) value -= base;
  const double height = *std::max_element(k.begin() + LineShape::reach - 2, k.begin() + LineShape::reach + 3);
  if (height < 0.2) return void(line.section = bell(line.section.reach_px() / reach_sigmas));
  for (double& value : k) value /= height;
  centre(line);
}

/// Goes on to the upper and lower edge of the picture, straight as the line ends.
void extend(const LineGrid& grid, FittedLine& line) {
  const auto end_slope = [&](bool at_top) {
    const auto n = std::min<std::size_t>(line.x.size() - 1, 8);
    return n == 0   ? 0.0
           : at_top ? (line.x[n] - line.x[0]) / static_cast<double>(n)
                    : (line.x.back() - line.x[line.x.size() - 1 - n]) / static_cast<double>(n);
  };
  const double above = end_slope(true), below = end_slope(false);
  std::vector<double> x;
  for (int band = 0; band < line.first; ++band) x.push_back(line.x.front() - above * (line.first - band));
  x.insert(x.end(), line.x.begin(), line.x.end());
  for (int i = 1; static_cast<int>(x.size()) < grid.bands; ++i) x.push_back(line.x.back() + below * i);
  line.x = std::move(x);
  line.first = 0;
}

/// Cuts off where the line has faded, from the middle of where it was found.
void trim(FittedLine& line, const LinePath& path) {
  const int first = path.first, last = path.first + static_cast<int>(path.x.size()) - 1;
  const auto height = [&](int band) { return (path.bright ? 1 : -1) * line.amplitude[static_cast<std::size_t>(band)]; };
  double mean = 0;
  for (int band = first; band <= last; ++band) mean += height(band) / (last - first + 1);
  int top = (first + last) / 2, bottom = top;
  for (int band = top; band >= 0 && top - band <= longest_gap; --band)
    if (height(band) > fades_to * mean) top = band;
  for (int band = bottom; band < line.bands() && band - bottom <= longest_gap; ++band)
    if (height(band) > fades_to * mean) bottom = band;
  for (auto* values : {&line.x, &line.seen, &line.amplitude})
    *values = {values->begin() + top, values->begin() + bottom + 1};
  line.first = top;
}

}  // namespace

LineRows::LineRows(const cv::Mat& rows) {
  rows.convertTo(level_, CV_32F, 1.0 / 65536);
  clipped_ = (rows <= black) | (rows >= white);
}

void LineRows::add(const FittedLine& line, double times) {
  const double reach = line.section.reach_px();
  for (int row = line.first * LineGrid::band; row < (line.first + line.bands()) * LineGrid::band; ++row) {
    const double x = line.x_at(row), height = times * line.amplitude_at(row);
    auto* levels = level_[row];
    for (int i = std::max(0, static_cast<int>(std::ceil(x - reach)));
         i <= std::min(level_.cols - 1, static_cast<int>(std::floor(x + reach))); ++i)
      levels[i] += static_cast<float>(height * line.section.at(i - x));
  }
}

double CrossSection::width_px() const {
  int above = 1;
  for (const int side : {-1, 1})
    for (int j = 1; j <= LineShape::reach && k[static_cast<std::size_t>(LineShape::reach + side * j)] > 0.5; ++j)
      ++above;
  return above * pitch_px;
}

double FittedLine::along(const std::vector<double>& values, double row) const {
  if (values.size() == 1) return values[0];
  const double band = (row - LineGrid::middle(first)) / LineGrid::band;
  const int i = std::clamp(static_cast<int>(std::floor(band)), 0, static_cast<int>(values.size()) - 2);
  const auto at = static_cast<std::size_t>(i);
  return values[at] + (band - i) * (values[at + 1] - values[at]);
}

bool is_line(const FittedLine& line, const LineGrid& grid, int columns) {
  if (line.bands() < least_length * grid.bands) return false;
  if (line.section.width_px() < thinnest_px) return false;
  if (line.section.width_px() > std::max(7.5, widest * columns)) return false;
  if (std::ranges::any_of(line.section.k, [](double k) { return std::abs(k) > greatest_beside; })) return false;
  const double beyond = line.section.reach_px() + 3;  // there must be something on both sides to tell it from
  const double x = line.x[line.x.size() / 2];
  if (x < beyond || x > columns - 1 - beyond) return false;
  double mean = 0, squares = 0;
  for (const double height : line.amplitude) mean += height / line.bands(), squares += height * height / line.bands();
  return std::abs(mean) > least_height && squares - mean * mean < std::pow(greatest_unevenness * mean, 2);
}

std::optional<FittedLine> fit_line(const LineRows& rows, const LineGrid& grid, const LinePath& path) {
  FittedLine line;
  line.first = path.first;
  line.x = path.x;
  line.section = bell(path.sigma);
  auto weights = place(rows, grid, line, path.bright);
  learn_section(rows, line, weights, path.bright);
  const double sigma = line.section.width_px() / 2.355;
  line.section = bell(std::clamp(sigma, 0.5, 2.5 * path.sigma));
  learn_section(rows, line, weights, path.bright);
  extend(grid, line);
  for (int round = 0; round < 2; ++round) {
    weights = place(rows, grid, line, path.bright);
    learn_section(rows, line, weights, path.bright);
  }
  place(rows, grid, line, path.bright);
  trim(line, path);
  if (!is_line(line, grid, rows.columns())) return std::nullopt;
  return line;
}

void refit_line(const LineRows& rows, const LineGrid& grid, FittedLine& line) {
  const bool bright = line.bright();
  const auto weights = place(rows, grid, line, bright);
  learn_section(rows, line, weights, bright);
  place(rows, grid, line, bright);
}

std::vector<double> higher_by(const LineRows& rows, const LineGrid& grid, const FittedLine& line) {
  std::vector<double> heights, weights;
  for (int band = 0; band < line.bands(); ++band) {
    const BandFit fit = fit_band(pixels_of(rows, line, band), line.section);
    heights.push_back(fit.height);
    weights.push_back(fit.height_weight);
  }
  const double height = weighted_mean(line.amplitude, weights);
  return stiff_course(heights, weights, stiffness(height_bend(grid, height)));
}

}  // namespace tasma::restoration
