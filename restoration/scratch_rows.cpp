#include "restoration/scratch_rows.hpp"

#include <opencv2/core.hpp>

#include "restoration/scratch_shape.hpp"

namespace tasma::restoration {
namespace {

constexpr int flank = 3;  // pixels beyond the profile that tell what lies behind
constexpr int turns = 2;  // of fitting scratches that overlap each without the others

double mean_height_at(const LineShape& shape, int row) {
  double sum = 0;
  for (std::size_t colour = 0; colour < shape.amplitude.size(); ++colour) sum += height_at(shape, colour, row);
  return sum / static_cast<double>(shape.amplitude.size());
}

/// The mean of the colours around scratches, the scratches taken off as they are known; clipped pixels say nothing.
class Rest {
 public:
  explicit Rest(const Image& picture)
      : picture_(picture),
        level_(picture.size().height, picture.size().width, -1.0F),
        white_(0.996 * ((1 << picture.depth()) - 1)),
        black_(0.001 * ((1 << picture.depth()) - 1)) {}

  int width() const { return level_.cols; }

  /// Fills in what has not been looked at yet.
  void look(int row, int first, int last) {
    for (int x = first; x <= last; ++x) {
      if (level_(row, x) != unseen) continue;
      double sum = 0;
      bool clips = false;
      for (int plane = 0; plane < picture_.colours(); ++plane) {
        const double sample = picture_.row(plane, row)[static_cast<std::size_t>(x)];
        sum += sample;
        clips = clips || sample >= white_ || sample <= black_;
      }
      level_(row, x) = clips ? clipped : static_cast<float>(sum / picture_.colours() / (1 << picture_.depth()));
    }
  }
  bool tells(int row, int x) const { return level_(row, x) > -4; }
  float& level(int row, int x) { return level_(row, x); }

 private:
  static constexpr float unseen = -1, clipped = -8;
  const Image& picture_;
  cv::Mat_<float> level_;
  double white_, black_;
};

/// How much higher the scratch is in a row of what is left, and the variance of that.
struct RowFit {
  double height = 0, variance = 1e9;
};

RowFit fit_row(const LineShape& shape, int row, Rest& rest) {
  const auto [first, last] = columns_at(shape, row, rest.width());
  const int from = std::max(0, first - flank), to = std::min(rest.width() - 1, last + flank);
  const double x = x_at(shape, row), reach = reach_px(shape);
  cv::Matx33d a = cv::Matx33d::eye() * 1e-9;
  cv::Vec3d b(0, 0, 0);
  double energy = 0;
  int count = 0;
  for (int i = from; i <= to; ++i) {
    if (!rest.tells(row, i)) {
      if (profile_at(shape, i - x) > 0.5) return {};
      continue;
    }
    const cv::Vec3d terms(profile_at(shape, i - x), 1, (i - x) / reach);
    const double level = rest.level(row, i);
    a += terms * terms.t();
    b += terms * level;
    energy += level * level;
    ++count;
  }
  if (count < 6) return {};
  const auto inverse = a.inv(cv::DECOMP_CHOLESKY);
  const cv::Vec3d fit = inverse * b;
  const double noise = std::max(1e-7, (energy - fit.dot(b)) / (count - 3));
  return {fit[0], noise * inverse(0, 0)};
}

void add(const LineShape& shape, int row, double height, Rest& rest) {
  const auto [first, last] = columns_at(shape, row, rest.width());
  const double x = x_at(shape, row);
  for (int i = first; i <= last; ++i)
    if (rest.tells(row, i)) rest.level(row, i) += static_cast<float>(height * profile_at(shape, i - x));
}

/// What of the fits is the scratch's and not the texture's: as much as all rows together say that it varies.
void believe(const LineShape& shape, std::span<const RowFit> fits, std::vector<double>& heights) {
  double sum = 0, weights = 1e-12;
  for (const RowFit& fit : fits) {
    const double weight = 1 / ((fit.variance + 1e-5) * (fit.variance + 1e-5));
    sum += weight * (fit.height * fit.height - fit.variance);
    weights += weight;
  }
  const double variance = std::max(0.0, sum / weights);
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const double most = std::abs(mean_height_at(shape, shape.top + static_cast<int>(i)));
    heights[i] = std::clamp(fits[i].height * variance / (variance + fits[i].variance), -most, most);
  }
}

}  // namespace

std::vector<std::vector<double>> roughness_of(std::span<const Scratch> scratches, const Image& picture) {
  Rest rest(picture);
  std::vector<std::vector<double>> heights;
  for (const Scratch& scratch : scratches) {
    heights.emplace_back(static_cast<std::size_t>(scratch.shape.bottom - scratch.shape.top), 0.0);
    for (int row = scratch.shape.top; row < scratch.shape.bottom; ++row) {
      const auto [first, last] = columns_at(scratch.shape, row, rest.width());
      rest.look(row, std::max(0, first - flank), std::min(rest.width() - 1, last + flank));
    }
  }
  for (const Scratch& scratch : scratches)
    for (int row = scratch.shape.top; row < scratch.shape.bottom; ++row)
      add(scratch.shape, row, -mean_height_at(scratch.shape, row), rest);
  for (int turn = 0; turn < (scratches.size() > 1 ? turns : 1); ++turn)
    for (std::size_t i = 0; i < scratches.size(); ++i) {
      const LineShape& shape = scratches[i].shape;
      std::vector<RowFit> fits;
      for (int row = shape.top; row < shape.bottom; ++row) {
        auto& height = heights[i][static_cast<std::size_t>(row - shape.top)];
        add(shape, row, height, rest);
        fits.push_back(fit_row(shape, row, rest));
      }
      believe(shape, fits, heights[i]);
      for (int row = shape.top; row < shape.bottom; ++row)
        add(shape, row, -heights[i][static_cast<std::size_t>(row - shape.top)], rest);
    }
  return heights;
}

}  // namespace tasma::restoration
