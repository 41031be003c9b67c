#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "restoration/mat.hpp"
#include "restoration/scratch.hpp"
#include "restoration/scratch_rows.hpp"
#include "restoration/scratch_shape.hpp"

namespace tasma::restoration {
namespace {

constexpr double least_change = 0.004;  // levels; where a profile fades to less it ends
constexpr int beside = 3;               // pixels to either side that fill what is clipped

bool changes(const LineShape& shape, int row, int x) {
  return row >= shape.top && row < shape.bottom &&
         std::abs(height_at(shape, 1, row) * profile_at(shape, x - x_at(shape, row))) >= least_change;
}

/// Fills pixels first..last of a row from both sides, with the grain of what lies beside.
void fill(std::span<std::uint16_t> row, int first, int last, double white) {
  const int width = static_cast<int>(row.size());
  const auto mean = [&](int from, int to) {
    double sum = 0;
    int count = 0;
    for (int x = std::max(0, from); x <= std::min(width - 1, to); ++x) sum += row[static_cast<std::size_t>(x)], ++count;
    return count > 0 ? sum / count : -1;
  };
  double left = mean(first - beside, first - 1), right = mean(last + 1, last + beside);
  if (left < 0 && right < 0) return;
  if (left < 0) left = right;
  if (right < 0) right = left;
  const double length = last - first + 2;
  for (int x = first; x <= last; ++x) {
    const double share = (x - first + 1) / length;
    const int twin = x - first + last + 1 + beside;  // its grain: a pixel against those around it
    const double grain = twin + 1 < width ? row[static_cast<std::size_t>(twin)] - mean(twin - 1, twin + 1) : 0;
    row[static_cast<std::size_t>(x)] = static_cast<std::uint16_t>(
        std::lround(std::clamp((1 - share) * left + share * right + 1.2 * grain, 0.0, white)));
  }
}

/// What scratches add to the pixels of a row of one colour: levels, by column.
class AddedRow {
 public:
  explicit AddedRow(int width) : levels_(static_cast<std::size_t>(width), 0) {}

  void add(const LineShape& shape, std::size_t colour, int y, double rough) {
    const auto [first, last] = columns_at(shape, y, static_cast<int>(levels_.size()));
    const double course = height_at(shape, colour, y), x = x_at(shape, y);
    double mean = 0;
    for (std::size_t i = 0; i < shape.amplitude.size(); ++i)
      mean += height_at(shape, i, y) / static_cast<double>(shape.amplitude.size());
    const double height = std::abs(mean) > 1e-6 ? course * (1 + rough / mean) : course;
    for (int i = first; i <= last; ++i) levels_[static_cast<std::size_t>(i)] += height * profile_at(shape, i - x);
    begin_ = std::min(begin_, first), end_ = std::max(end_, last + 1);
  }

  /// Takes it off the row and forgets it. Where the picture is clipped, there is nothing to take it off: filled.
  void take_off(std::span<std::uint16_t> row, std::span<const uchar> replaced, double codes) {
    const double white = codes - 1;
    std::vector<int> lost;
    for (int x = begin_; x < end_; ++x) {
      auto& level = levels_[static_cast<std::size_t>(x)];
      auto& sample = row[static_cast<std::size_t>(x)];
      const double change = std::exchange(level, 0);
      if (replaced[static_cast<std::size_t>(x)] != 0 || std::abs(change) < least_change) continue;
      if (change > 0 ? sample >= 0.996 * white : sample <= 0.001 * white)
        lost.push_back(x);
      else
        sample = static_cast<std::uint16_t>(std::lround(std::clamp(sample - change * codes, 0.0, white)));
    }
    for (std::size_t i = 0, next = 0; i < lost.size(); i = next) {
      for (next = i + 1; next < lost.size() && lost[next] == lost[next - 1] + 1;) ++next;
      fill(row, lost[i], lost[next - 1], white);
    }
    begin_ = static_cast<int>(levels_.size()), end_ = 0;
  }

 private:
  std::vector<double> levels_;
  int begin_ = static_cast<int>(levels_.size()), end_ = 0;  // columns with something
};

}  // namespace

void mark(const Scratch& scratch, std::uint16_t bit, Image& mask) {
  const auto [width, height] = mask.size();
  for (int y = std::max(0, scratch.shape.top); y < std::min(height, scratch.shape.bottom); ++y) {
    const auto [first, last] = columns_at(scratch.shape, y, width);
    for (int x = first; x <= last; ++x)
      if (changes(scratch.shape, y, x)) mask.row(0, y)[static_cast<std::size_t>(x)] |= bit;
  }
}

bool lies_on(const Mask& mask, std::span<const Scratch> scratches) {
  std::int64_t pixels = 0, on = 0;
  for_each_stretch(mask, [&](int x, int y, int length) {
    pixels += length;
    for (int i = x; i < x + length; ++i)
      on += std::ranges::any_of(scratches, [&](const Scratch& scratch) { return changes(scratch.shape, y, i); });
  });
  return 2 * on > pixels;
}

ScratchRepair::ScratchRepair(const Plan& plan) {
  for (const FramePlan& frame : plan.frames) {
    if (frame.scratches.empty()) continue;
    FrameScratches scratches{frame.position, frame.scratches, {}};
    for (const Repair& repair : frame.repairs)
      if (repair.action == Action::repair) scratches.replaced.push_back(repair.mask);
    frames_.push_back(std::move(scratches));
  }
}

void ScratchRepair::render(Image& picture, const Neighbourhood& scan) const {
  const auto planned = std::ranges::lower_bound(frames_, scan.centre->position, {}, &FrameScratches::position);
  if (planned == frames_.end() || planned->position != scan.centre->position) return;
  cv::Mat_<uchar> replaced = cv::Mat_<uchar>::zeros(picture.size().height, picture.size().width);
  for (const Mask& mask : planned->replaced)
    for_each_stretch(mask, [&](int x, int y, int length) { replaced(cv::Rect(x, y, length, 1)).setTo(1); });
  std::vector<Scratch> scratches;
  std::ranges::copy_if(planned->scratches, std::back_inserter(scratches),
                       [](const Scratch& scratch) { return scratch.action == Action::repair; });
  const auto roughness = roughness_of(scratches, picture);
  AddedRow added(picture.size().width);
  for (int y = 0; y < picture.size().height; ++y)
    for (int plane = 0; plane < picture.colours(); ++plane) {
      for (std::size_t i = 0; i < scratches.size(); ++i) {
        const LineShape& shape = scratches[i].shape;
        if (y >= shape.top && y < shape.bottom)
          added.add(shape, static_cast<std::size_t>(plane), y, roughness[i][static_cast<std::size_t>(y - shape.top)]);
      }
      added.take_off(picture.row(plane, y), {replaced[y], static_cast<std::size_t>(replaced.cols)},
                     1 << picture.depth());
    }
}

}  // namespace tasma::restoration
