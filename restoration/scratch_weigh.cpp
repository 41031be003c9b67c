#include "restoration/scratch_weigh.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "restoration/median.hpp"

namespace tasma::restoration {
namespace {

constexpr int flank = 16;            // proxy pixels to a side, of which the motion is the line's
constexpr double least_trust = 0.3;  // in the motion of the whole picture

constexpr double most_noise = 6;  // of what white noise leaves, for grain is none: more is something else

double level(const cv::Mat& rows, int x, int y) {
  return rows.at<std::uint16_t>(std::clamp(y, 0, rows.rows - 1), std::clamp(x, 0, rows.cols - 1)) / 65536.0;
}

/// Adds covariance and variance of levels by those at their sides, over the bands of the line.
void add(std::span<const double> levels, std::span<const double> sides, double& covariance, double& variance) {
  double mean = 0, mean_sides = 0;
  const auto n = static_cast<double>(levels.size());
  for (std::size_t i = 0; i < levels.size(); ++i) mean += levels[i] / n, mean_sides += sides[i] / n;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    covariance += (levels[i] - mean) * (sides[i] - mean_sides);
    variance += (sides[i] - mean_sides) * (sides[i] - mean_sides);
  }
}

/// Softened sideways, so that carrying by parts of a pixel takes nothing off a line that is a pixel wide.
double soft(const cv::Mat& rows, int x, int y) {
  return (level(rows, x - 1, y) + 2 * level(rows, x, y) + level(rows, x + 1, y)) / 4;
}

CrossSection softened(const CrossSection& section) {
  CrossSection result = section;
  for (int j = 0; j <= 2 * LineShape::reach; ++j) {
    const double offset = (j - LineShape::reach) * section.pitch_px;
    result.k[static_cast<std::size_t>(j)] =
        (section.at(offset - 1) + 2 * section.at(offset) + section.at(offset + 1)) / 4;
  }
  return result;
}

/// Cubic sideways (Catmull-Rom), linear down.
double carried(const cv::Mat& rows, double x, double y) {
  const int i = static_cast<int>(std::floor(x)), j = static_cast<int>(std::floor(y));
  const double u = x - i, v = y - j;
  const double taps[] = {((2 - u) * u - 1) * u / 2, ((3 * u - 5) * u * u + 2) / 2, ((4 - 3 * u) * u + 1) * u / 2,
                         (u - 1) * u * u / 2};
  double sum = 0;
  for (int k = 0; k < 4; ++k) sum += taps[k] * ((1 - v) * soft(rows, i + k - 1, j) + v * soft(rows, i + k - 1, j + 1));
  return sum;
}

/// The median motion at a side of the line, around a band: full-size pixels.
cv::Point2d motion_at(int side, const LineGrid& grid, const FittedLine& line, int band, const NextFrame& next) {
  std::vector<float> dx, dy;
  const double x = line.x[static_cast<std::size_t>(band)];
  const int top = (line.first + band - 1) * LineGrid::band * grid.down / next.scale;
  const int bottom = (line.first + band + 2) * LineGrid::band * grid.down / next.scale;
  for (int y = std::max(0, top); y < std::min(next.motion.rows, bottom); y += 2)
    for (int i = 0; i < flank; i += 2) {
      const auto column = static_cast<int>((x + side * (line.section.reach_px() + 2)) / next.scale) + side * i;
      if (column < 0 || column >= next.motion.cols) continue;
      const auto& motion = next.motion.at<cv::Vec2f>(y, column);
      dx.push_back(motion[0]), dy.push_back(motion[1]);
    }
  if (dx.empty()) return {std::numeric_limits<double>::infinity(), 0};
  return {median(dx) * next.scale, median(dy) * next.scale};
}

cv::Point2d motion_of_picture(const LineGrid& grid, const FittedLine& line, int band, const NextFrame& next) {
  if (next.picture.trust < least_trust) return {std::numeric_limits<double>::infinity(), 0};
  const double x = line.x[static_cast<std::size_t>(band)] - (next.rows.cols - 1) / 2.0;
  const double y = (LineGrid::middle(line.first + band) - (next.rows.rows - 1) / 2.0) * grid.down;
  const double c = std::cos(next.picture.rotation_rad), s = std::sin(next.picture.rotation_rad);
  return {c * x - s * y - x + next.picture.dx_px, s * x + c * y - y + next.picture.dy_px};
}

/// What a motion leaves that looks like the line in a band, or beside it, and what white noise would leave of that.
struct Left {
  double energy = std::numeric_limits<double>::infinity(), noise = 0, whole = 0, px = 0;
};

Left left_by(cv::Point2d motion, const cv::Mat& rows, const LineGrid& grid, const FittedLine& line,
             const CrossSection& section, int band, const cv::Mat& next, double beside) {
  cv::Matx44d a = cv::Matx44d::eye() * 1e-9;
  cv::Vec4d b = cv::Vec4d::all(0);
  double energy = 0;
  int count = 0;
  for (int row = (line.first + band) * LineGrid::band; row < (line.first + band + 1) * LineGrid::band; ++row) {
    const double x = line.x_at(row) + beside, reach = section.reach_px();
    for (int i = std::max(0, static_cast<int>(std::ceil(x - reach)));
         i <= std::min(rows.cols - 1, static_cast<int>(std::floor(x + reach))); ++i) {
      const cv::Vec4d terms(section.at(i - x), section.slope(i - x), 1, (i - x) / reach);
      const double difference = soft(rows, i, row) - carried(next, i + motion.x, row + motion.y / grid.down);
      a += terms * terms.t();
      b += terms * difference;
      energy += difference * difference;
      ++count;
    }
  }
  const cv::Vec4d fit = a.solve(b, cv::DECOMP_CHOLESKY);
  const double height = line.amplitude[static_cast<std::size_t>(band)];
  return {fit[0] * fit[0] * a(0, 0) + 2 * fit[0] * fit[1] * a(0, 1) + fit[1] * fit[1] * a(1, 1),
          2 * std::max(0.0, energy - fit.dot(b)) / std::max(1, count - 4), height * height * a(0, 0),
          height * height * a(1, 1)};
}

}  // namespace

void weigh_sides(const LineRows& rest, const FittedLine& line, Line& measured) {
  const double core = std::max(0.5, line.section.width_px() / 2), away = line.section.reach_px() + 2;
  const auto mean_at = [&](double offset, int band) {
    double sum = 0;
    int count = 0;
    for (int row = (line.first + band) * LineGrid::band; row < (line.first + band + 1) * LineGrid::band; ++row) {
      const double x = line.x_at(row) + offset;
      for (auto i = std::lround(x - core); i <= std::lround(x + core); ++i)
        sum += rest.level(std::clamp(static_cast<int>(i), 0, rest.columns() - 1), row), ++count;
    }
    return sum / count;
  };
  for (const int place : {0, -1, 1}) {
    const double offset = place * (2 * away + 1);
    std::vector<double> levels, sides;
    for (int band = 0; band < line.bands(); ++band) {
      sides.push_back((mean_at(offset - away, band) + mean_at(offset + away, band)) / 2);
      levels.push_back(place == 0 ? sides.back() + line.seen[static_cast<std::size_t>(band)] : mean_at(offset, band));
    }
    if (place == 0)
      add(levels, sides, measured.core_by_sides, measured.sides);
    else
      add(levels, sides, measured.beside_by_sides, measured.besides);
  }
}

void weigh_motion(const cv::Mat& rows, const LineGrid& grid, const FittedLine& line, const NextFrame& next,
                  Line& measured) {
  const CrossSection section = softened(line.section);
  const double beside = 2 * section.reach_px();
  for (int band = 0; band < line.bands(); ++band) {
    Left least;
    double usual = 0;
    for (const cv::Point2d motion : {motion_at(-1, grid, line, band, next), motion_at(1, grid, line, band, next),
                                     motion_of_picture(grid, line, band, next)}) {
      if (!std::isfinite(motion.x)) continue;
      const auto left = [&](double off) { return left_by(motion, rows, grid, line, section, band, next.rows, off); };
      const Left here = left(0);
      if (here.energy >= least.energy) continue;
      least = here;
      usual = std::min((left(-beside).energy + left(beside).energy) / 2, most_noise * here.noise);
    }
    if (!std::isfinite(least.energy)) continue;
    measured.stray += least.energy - usual;
    measured.noise += least.noise;
    measured.whole += least.whole;
    measured.px += least.px;
  }
}

}  // namespace tasma::restoration
