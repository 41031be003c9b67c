#pragma once

#include <span>
#include <vector>

namespace tasma::restoration {

/// The slow part of a series: at each sample the straight line that fits those around best, weighed by a Gauss of
/// `sigma` samples. Straight lines stay what they are, up to the ends; the first and last sample are smoothed too.
std::vector<double> slow_part(std::span<const double> series, double sigma);

/// The course behind a series with noise: near the samples, and bent in as few places as will do, so that the corners
/// of a fade stay corners. How near follows from the noise, which second differences tell.
/// Source: Kim, Koh, Boyd & Gorinevsky, "l1 trend filtering", SIAM Review 51(2), 2009; here by reweighted squares.
std::vector<double> trend(std::span<const double> series);

/// The course nearest to the samples, each by its weight, and bent as little as `stiffness` says: the sum of
/// weight (x - sample)^2 + stiffness (second difference)^2 is least.
std::vector<double> stiff_course(std::span<const double> samples, std::span<const double> weights, double stiffness);

/// The polynomial of `order` (0-3) that fits the series best by least squares, evaluated at its samples.
std::vector<double> polynomial(std::span<const double> series, int order);

/// Rises and falls joined into a course: the values x with x[i + gap] - x[i] = step for all steps, by weighted least
/// squares; x[0] = 0. Steps that do not fit the others lose their say.
struct Step {
  std::size_t from;
  int gap;  // 1 or 2
  double value, weight;
};
std::vector<double> course(std::size_t length, std::span<const Step> steps);

/// How far each sample is off by itself, as a standard deviation. Of an offset that is new in every sample,
/// neighbouring second differences have a covariance of -4 times its variance; of a smooth course theirs is positive,
/// and counts nothing.
double unrest(std::span<const double> course);

/// Standard deviation as seen by the median: outliers hardly count.
double robust_deviation(std::vector<double> values);

}  // namespace tasma::restoration
