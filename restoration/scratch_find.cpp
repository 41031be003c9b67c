#include <algorithm>
#include <cmath>

#include "restoration/mat.hpp"
#include "restoration/scratch.hpp"

namespace tasma::restoration {
namespace {

constexpr int unit = 1024;  // of the profile

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

/// Whether a line runs within the reach of a better one: a side lobe, or the same once more.
bool beside(const FittedLine& line, const FittedLine& better) {
  int common = 0, near = 0;
  for (int band = 0; band < line.bands(); ++band) {
    const int other = line.first + band - better.first;
    if (other < 0 || other >= better.bands()) continue;
    ++common;
    near += std::abs(line.x[static_cast<std::size_t>(band)] - better.x[static_cast<std::size_t>(other)]) <
            better.section.reach_px();
  }
  return 2 * near > common;
}

}  // namespace

std::vector<Line> find_lines(const Image& picture, const cv::Mat& luma16, bool grey, const NextFrame* next) {
  const LineGrid grid(luma16.size());
  const cv::Mat rows = thin_rows(luma16, grid);
  std::vector<FittedLine> fitted;
  std::vector<Line> lines;
  std::vector<cv::Mat> colours;
  for (const LinePath& path : find_paths(rows, grid)) {
    const auto line = fit_line(rows, grid, path);
    if (!line || std::ranges::any_of(fitted, [&](const FittedLine& better) { return beside(*line, better); })) continue;
    fitted.push_back(*line);
    Line measured;
    measured.score = path.score;
    measured.shape = shape_of(*line, grid, luma16.rows);
    if (grey) {
      measured.shape.amplitude.push_back(quantized(line->amplitude));
    } else {
      for (int plane = 0; plane < 3; ++plane) {
        if (colours.size() < 3) colours.push_back(thin_rows(plane16(picture, plane), grid));
        measured.shape.amplitude.push_back(
            quantized(heights_in(colours[static_cast<std::size_t>(plane)], grid, *line)));
      }
    }
    weigh_sides(rows, *line, measured);
    if (next != nullptr) weigh_motion(rows, grid, *line, *next, measured);
    lines.push_back(std::move(measured));
  }
  return lines;
}

}  // namespace tasma::restoration
