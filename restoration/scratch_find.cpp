#include <algorithm>
#include <cmath>
#include <numeric>

#include "restoration/mat.hpp"
#include "restoration/scratch.hpp"

namespace tasma::restoration {
namespace {

constexpr int unit = 1024;                                 // of the profile
constexpr double remainder = 0.35, remainder_score = 0.7;  // of a line's height, and of a thing that is no line

std::int32_t rounded(double value) { return static_cast<std::int32_t>(std::lround(value)); }

/// One colour as luma16 is: 65536 times the level.
cv::Mat plane16(const Image& picture, int plane) {
  if (picture.depth() == 16) return view(picture, plane);
  return view(picture, plane) * (1 << (16 - picture.depth()));
}

LineShape shape_of(const FittedLine& line, const LineGrid& grid, int height) {
  LineShape shape;
  shape.step = LineGrid::band * grid.down;
  shape.top = line.first * shape.step;
  shape.bottom = line.first + line.bands() == grid.bands ? height : shape.top + line.bands() * shape.step;
  for (const double x : line.x) shape.x16.push_back(rounded(16 * x));
  shape.pitch16 = rounded(16 * line.section.pitch_px);
  std::ranges::transform(line.section.k, shape.profile.begin(), [](double k) { return rounded(unit * k); });
  return shape;
}

std::vector<std::int32_t> quantized(const std::vector<double>& heights) {
  std::vector<std::int32_t> result;
  for (const double height : heights) result.push_back(rounded(65536 * std::clamp(height, -1.0, 1.0)));
  return result;
}

/// How far apart two lines run, where both do: pixels; nothing where they hardly do.
std::optional<double> apart(const FittedLine& a, const FittedLine& b) {
  int common = 0;
  double sum = 0;
  for (int band = std::max(a.first, b.first); band < std::min(a.first + a.bands(), b.first + b.bands()); ++band) {
    sum += std::abs(a.x[static_cast<std::size_t>(band - a.first)] - b.x[static_cast<std::size_t>(band - b.first)]);
    ++common;
  }
  if (3 * common < std::min(a.bands(), b.bands())) return std::nullopt;
  return sum / common;
}

/// The lines of a picture, each seen without the others; they stay taken off `rest`.
struct Found {
  FittedLine line;
  double score;
};

double mean_height(const FittedLine& line) {
  return std::accumulate(line.amplitude.begin(), line.amplitude.end(), 0.0) / line.bands();
}

/// Whether a line is but what the fit of a higher one left beside it.
bool is_remainder(const FittedLine& line, const Found& of) {
  const auto distance = apart(line, of.line);
  if (!distance || *distance > 1.5 * of.line.section.reach_px()) return false;
  return *distance < of.line.section.width_px() ||
         std::abs(mean_height(line)) < remainder * std::abs(mean_height(of.line));
}

/// Whether a path runs within the reach of a line.
bool runs_along(const FittedLine& line, const LinePath& path) {
  int common = 0, near = 0;
  for (int band = 0; band < line.bands(); ++band) {
    const int other = line.first + band - path.first;
    if (other < 0 || other >= static_cast<int>(path.x.size())) continue;
    ++common;
    near += std::abs(line.x[static_cast<std::size_t>(band)] - path.x[static_cast<std::size_t>(other)]) <
            line.section.reach_px();
  }
  return 2 * near > line.bands();
}

std::vector<Found> fitted_lines(const LineGrid& grid, const cv::Mat& rows, LineRows& rest) {
  std::vector<Found> found;
  std::vector<LinePath> rejected;
  for (const LinePath& path : find_paths(rows, grid)) {
    const auto line = fit_line(rest, grid, path);
    if (!line) rejected.push_back(path);
    if (!line || std::ranges::any_of(rejected, [&](const LinePath& other) {
          return path.score < remainder_score * other.score && runs_along(*line, other);
        }))
      continue;
    if (std::ranges::any_of(found, [&](const Found& other) { return is_remainder(*line, other); })) continue;
    rest.add(*line, -1);
    found.push_back({*line, path.score});
  }
  const auto has_neighbour = [&](const Found& one) {
    return std::ranges::any_of(found, [&](const Found& other) {
      return &other != &one && apart(one.line, other.line).value_or(1e9) <
                                   2 * (one.line.section.reach_px() + other.line.section.reach_px());
    });
  };
  for (int turn = 0; turn < 2; ++turn)
    for (Found& one : found) {
      if (!has_neighbour(one)) continue;
      rest.add(one.line, 1);
      refit_line(rest, grid, one.line);
      rest.add(one.line, -1);
    }
  std::erase_if(found, [&](const Found& one) {
    const bool sound = is_line(one.line, grid, rest.columns());
    if (!sound) rest.add(one.line, 1);
    return !sound;
  });
  return found;
}

}  // namespace

std::vector<Line> find_lines(const Image& picture, const cv::Mat& luma16, bool grey, const NextFrame* next) {
  const LineGrid grid(luma16.size());
  const cv::Mat rows = thin_rows(luma16, grid);
  LineRows rest(rows);
  const auto found = fitted_lines(grid, rows, rest);
  std::vector<LineRows> colours;
  for (int plane = 0; plane < 3 && !grey && !found.empty(); ++plane) {
    colours.emplace_back(thin_rows(plane16(picture, plane), grid));
    for (const Found& one : found) colours.back().add(one.line, -1);
  }
  std::vector<Line> lines;
  for (const auto& [line, score] : found) {
    Line measured;
    measured.score = score;
    measured.shape = shape_of(line, grid, luma16.rows);
    if (grey) measured.shape.amplitude.push_back(quantized(line.amplitude));
    for (const LineRows& colour : colours) {
      auto heights = higher_by(colour, grid, line);
      for (std::size_t i = 0; i < heights.size(); ++i) heights[i] += line.amplitude[i];
      measured.shape.amplitude.push_back(quantized(heights));
    }
    weigh_sides(rest, line, measured);
    if (next != nullptr) weigh_motion(rows, grid, line, *next, measured);
    lines.push_back(std::move(measured));
  }
  return lines;
}

}  // namespace tasma::restoration
