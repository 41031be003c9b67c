#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "pipeline/core/measurement.hpp"
#include "restoration/scratch_detect.hpp"

namespace tasma::restoration {

/// The cross-section of a line: 1 at its height, nothing beyond its reach.
struct CrossSection {
  double pitch_px = 0.25;
  std::array<double, 2 * LineShape::reach + 1> k{};

  double reach_px() const { return pitch_px * LineShape::reach; }
  double at(double offset_px) const {
    const double sample = offset_px / pitch_px + LineShape::reach;
    if (sample < 0 || sample >= 2 * LineShape::reach) return 0;
    const auto i = static_cast<std::size_t>(sample);
    return k[i] + (sample - static_cast<double>(i)) * (k[i + 1] - k[i]);
  }
  double slope(double offset_px) const {  // a pixel
    return (at(offset_px + pitch_px) - at(offset_px - pitch_px)) / (2 * pitch_px);
  }
  double width_px() const;  // at half its height
};

/// A line as exactly as the frame shows it: what it adds is amplitude(y) section(x - x(y)).
struct FittedLine {
  int first = 0;                        // band
  std::vector<double> x;                // by band: pixels
  std::vector<double> seen, amplitude;  // by band: levels, as seen and smoothed
  CrossSection section;
  int bands() const { return static_cast<int>(x.size()); }
  double x_at(double row) const { return along(x, row); }  // thin row
  double amplitude_at(double row) const { return along(amplitude, row); }

 private:
  double along(const std::vector<double>& values, double row) const;
};

/// Place, cross-section and height of a line, by least squares in turns. Nothing: it is no line of one height and one
/// section. `rows` are thin.
std::optional<FittedLine> fit_line(const cv::Mat& rows, const LineGrid& grid, const LinePath& path);

/// The line's height in another plane, its place and section being known: levels by band, smoothed.
std::vector<double> heights_in(const cv::Mat& rows, const LineGrid& grid, const FittedLine& line);

}  // namespace tasma::restoration
