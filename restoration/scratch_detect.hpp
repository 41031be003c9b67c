#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace tasma::restoration {

/// How lines are sought: in a picture whose rows are averaged by `down`, so that any resolution costs alike, in bands
/// of such rows one above the other.
struct LineGrid {
  static constexpr int band = 8;  // thin rows
  explicit LineGrid(cv::Size full);
  int down;    // rows a thin row
  int across;  // pixels a column, where lines are only sought
  int bands;   // whole ones; up to a band of rows below the last belongs to none
  static double middle(int of_band) { return (of_band + 0.5) * band - 0.5; }  // thin row
};

/// `luma16` with its rows averaged: CV_16U, as wide as before.
cv::Mat thin_rows(const cv::Mat& luma16, const LineGrid& grid);

/// A thin, nearly vertical line as one frame shows it.
struct LinePath {
  bool bright = false;
  double sigma = 0;       // of its cross-section, roughly: pixels
  int first = 0;          // the first of its bands
  std::vector<double> x;  // pixels, at the middle of each of its bands
  double score = 0;       // how far it stands out, summed over its bands
};

/// The lines that stand out, best first.
/// After Newson, Almansa, Gousseau & Perez, "Robust automatic line scratch detection in films", IEEE TIP 23(3), 2014:
/// a pixel hits if it is above (below) both sides; here hits are weighed by what the texture around makes, and joined
/// over bands by dynamic programming, so that a line may lean, bend and end.
std::vector<LinePath> find_paths(const cv::Mat& rows, const LineGrid& grid);

}  // namespace tasma::restoration
