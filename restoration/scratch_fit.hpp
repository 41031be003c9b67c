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
  bool bright() const { return amplitude[amplitude.size() / 2] > 0; }
  int bands() const { return static_cast<int>(x.size()); }
  double x_at(double row) const { return along(x, row); }  // thin row
  double amplitude_at(double row) const { return along(amplitude, row); }

 private:
  double along(const std::vector<double>& values, double row) const;
};

/// A picture of thin rows from which lines that
/// are known are taken off, so that others are seen without them.
class LineRows {
 public:
  explicit LineRows(const cv::Mat& rows);
  int columns() const { return level_.cols; }
  int rows() const { return level_.rows; }
  float level(int x, int row) const { return level_(row, x); }
  bool clipped(int x, int row) const { return clipped_(row, x) != 0; }  // says nothing of how high a line is
  const cv::Mat_<float>& levels() const { return level_; }
  void add(const FittedLine& line, double times);  // -1 takes it off

 private:
  cv::Mat_<float> level_;
  cv::Mat_<uchar> clipped_;
};

/// Place, cross-section and height of a line, by least squares in turns. Nothing: it is no line of one height and one
/// section.
std::optional<FittedLine> fit_line(const LineRows& rows, const LineGrid& grid, const LinePath& path);

/// Whether a line has about one height, a cross-section of a line, and some length.
bool is_line(const FittedLine& line, const LineGrid& grid, int columns);

/// Another turn, when lines beside it have been taken off.
void refit_line(const LineRows& rows, const LineGrid& grid, FittedLine& line);

/// How much higher than it is the line is in another plane, from which it was taken off: levels by band, smoothed.
std::vector<double> higher_by(const LineRows& rows, const LineGrid& grid, const FittedLine& line);

}  // namespace tasma::restoration
