#include "restoration/scratch_detect.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <opencv2/imgproc.hpp>

namespace tasma::restoration {
namespace {

constexpr int sideways = 2;                       // columns from band to band: five degrees and a bend
constexpr float bend_cost = 0.4F;                 // a column
constexpr float usual = 1.1F;                     // what chance gives the best path from band to band
constexpr float most_a_row = 3, most_a_band = 4;  // one speck makes no line
constexpr float least_usual = 0.25F;              // of a band: white noise makes about as much
constexpr float least_score = 20;
constexpr std::size_t most_lines = 24;
constexpr int around_row = 32, around_band = 48;  // columns to either side that tell what texture makes

/// What a width of line is sought by: the mean of `inner` to either side of the pixel, against that of near..far.
struct Width {
  int inner, near, far;  // work pixels
  double sigma;
};
constexpr std::array<Width, 3> widths{{{1, 3, 4, 0.9}, {2, 6, 8, 1.8}, {4, 12, 15, 3.6}}};

cv::Mat thin_columns(const cv::Mat& rows, const LineGrid& grid) {
  if (grid.across == 1) return rows;
  cv::Mat columns;
  cv::resize(rows.colRange(0, rows.cols / grid.across * grid.across), columns, {rows.cols / grid.across, rows.rows}, 0,
             0, cv::INTER_AREA);
  return columns;
}

/// Mean of |values| over `around` to either side.
void mean_around(const std::vector<float>& values, std::vector<float>& mean, int reach) {
  const int n = static_cast<int>(values.size());
  double sum = 0;
  int from = 0, to = 0;
  for (int x = 0; x < n; ++x) {
    while (to < std::min(n, x + reach + 1)) sum += std::abs(values[static_cast<std::size_t>(to++)]);
    while (from < x - reach) sum -= std::abs(values[static_cast<std::size_t>(from++)]);
    mean[static_cast<std::size_t>(x)] = static_cast<float>(sum / (to - from));
  }
}

/// How far each place of each band stands out from both sides, bright positive, in units of chance.
cv::Mat_<float> standing_out(const cv::Mat& thin, const LineGrid& grid, const Width& width) {
  cv::Mat_<float> out(grid.bands, thin.cols, 0.0F);
  const auto columns = static_cast<std::size_t>(thin.cols);
  std::vector<std::int64_t> sums(columns + 1, 0);
  std::vector<float> excess(columns), usual_excess(columns), band(columns), usual_band(columns);
  const float a = 1.0F / static_cast<float>(2 * width.inner + 1),
              b = 1.0F / static_cast<float>(width.far - width.near + 1);
  for (int of_band = 0; of_band < grid.bands; ++of_band) {
    std::ranges::fill(band, 0.0F);
    for (int row = of_band * LineGrid::band; row < (of_band + 1) * LineGrid::band; ++row) {
      const auto* in = thin.ptr<std::uint16_t>(row);
      for (std::size_t x = 0; x < columns; ++x) sums[x + 1] = sums[x] + in[x];
      const auto* s = sums.data();
      for (int x = width.far; x < thin.cols - width.far; ++x) {
        const float middle = static_cast<float>(s[x + width.inner + 1] - s[x - width.inner]) * a;
        const float left = static_cast<float>(s[x - width.near + 1] - s[x - width.far]) * b;
        const float right = static_cast<float>(s[x + width.far + 1] - s[x + width.near]) * b;
        const float above = middle - std::max(left, right), below = middle - std::min(left, right);
        excess[static_cast<std::size_t>(x)] = above > 0 ? above : below < 0 ? below : 0;
      }
      mean_around(excess, usual_excess, around_row);
      for (std::size_t x = 0; x < columns; ++x)
        band[x] += std::clamp(excess[x] / (usual_excess[x] + 1.0F), -most_a_row, most_a_row);
    }
    for (float& value : band) value /= LineGrid::band;
    mean_around(band, usual_band, around_band);
    auto* line = out[of_band];
    for (std::size_t x = 0; x < columns; ++x)
      line[x] = std::clamp(band[x] / std::max(usual_band[x], least_usual), -most_a_band, most_a_band);
  }
  return out;
}

/// The best path that ends at each place, and where it came from.
struct Paths {
  cv::Mat_<float> score;
  cv::Mat_<signed char> from;  // columns to the left of the place in the band before; `begins`: nowhere
  static constexpr signed char begins = 127;
};

Paths best_paths(const cv::Mat_<float>& out, float sign) {
  Paths paths{cv::Mat_<float>(out.size()), cv::Mat_<signed char>(out.size(), Paths::begins)};
  for (int band = 0; band < out.rows; ++band) {
    for (int x = 0; x < out.cols; ++x) {
      float best = 0;
      signed char from = Paths::begins;
      for (int step = -sideways; step <= sideways && band > 0; ++step) {
        if (x + step < 0 || x + step >= out.cols) continue;
        const float score = paths.score(band - 1, x + step) - bend_cost * static_cast<float>(std::abs(step));
        if (score > best) best = score, from = static_cast<signed char>(step);
      }
      paths.score(band, x) = best + sign * out(band, x) - usual;
      paths.from(band, x) = from;
    }
  }
  return paths;
}

void collect(const Paths& paths, const LineGrid& grid, double sigma, bool bright, std::vector<LinePath>& found) {
  std::vector<cv::Point> ends;
  for (int band = 0; band < paths.score.rows; ++band)
    for (int x = 0; x < paths.score.cols; ++x)
      if (paths.score(band, x) >= least_score) ends.emplace_back(x, band);
  std::ranges::stable_sort(ends, std::greater{}, [&](cv::Point at) { return paths.score(at); });
  cv::Mat_<uchar> taken(paths.score.size(), uchar{0});
  const int clear = static_cast<int>(std::ceil(3 * sigma));
  for (const cv::Point end : ends) {
    std::vector<cv::Point> places;
    int shared = 0;
    for (cv::Point at = end;;) {
      places.push_back(at);
      shared += taken(at);
      const auto step = paths.from(at);
      if (step == Paths::begins) break;
      at += cv::Point(step, -1);
    }
    if (shared > 0) continue;
    std::ranges::reverse(places);
    LinePath path{bright, sigma * grid.across, places.front().y, {}, paths.score(end)};
    for (const cv::Point at : places) {
      path.x.push_back((at.x + 0.5) * grid.across - 0.5);
      for (int x = std::max(0, at.x - clear); x <= std::min(taken.cols - 1, at.x + clear); ++x) taken(at.y, x) = 1;
    }
    found.push_back(std::move(path));
    if (found.size() > 4 * most_lines) return;
  }
}

/// Whether two paths run so near each other that they are of one line.
bool same_line(const LinePath& a, const LinePath& b) {
  const double near = 2 * std::max(a.sigma, b.sigma) + 1;
  int common = 0, together = 0;
  for (std::size_t i = 0; i < a.x.size(); ++i) {
    const auto k = static_cast<std::ptrdiff_t>(i) + a.first - b.first;
    if (k < 0 || k >= std::ssize(b.x)) continue;
    ++common;
    together += std::abs(a.x[i] - b.x[static_cast<std::size_t>(k)]) < near;
  }
  return 2 * together > common;
}

}  // namespace

LineGrid::LineGrid(cv::Size full)
    : down(std::max(1, full.height / 320)),
      across(full.width <= 1280   ? 1
             : full.width <= 2560 ? 2
                                  : 4),
      bands(full.height / down / band) {}

cv::Mat thin_rows(const cv::Mat& luma16, const LineGrid& grid) {
  if (grid.down == 1) return luma16;
  cv::Mat thin;
  cv::resize(luma16.rowRange(0, luma16.rows / grid.down * grid.down), thin, {luma16.cols, luma16.rows / grid.down}, 0,
             0, cv::INTER_AREA);
  return thin;
}

std::vector<LinePath> find_paths(const cv::Mat& rows, const LineGrid& grid) {
  const cv::Mat thin = thin_columns(rows, grid);
  std::vector<LinePath> found;
  for (const Width& width : widths) {
    if (thin.cols <= 2 * width.far) continue;
    const auto out = standing_out(thin, grid, width);
    for (const bool bright : {true, false})
      collect(best_paths(out, bright ? 1.0F : -1.0F), grid, width.sigma, bright, found);
  }
  std::ranges::stable_sort(found, std::greater{}, &LinePath::score);
  std::vector<LinePath> lines;
  for (LinePath& path : found) {
    if (std::ranges::any_of(lines, [&](const LinePath& line) { return same_line(path, line); })) continue;
    lines.push_back(std::move(path));
    if (lines.size() == most_lines) break;
  }
  return lines;
}

}  // namespace tasma::restoration
