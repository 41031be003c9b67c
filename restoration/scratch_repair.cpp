#include <algorithm>
#include <cmath>

#include "restoration/mat.hpp"
#include "restoration/scratch.hpp"
#include "restoration/scratch_shape.hpp"

namespace tasma::restoration {
namespace {

constexpr double least_change = 0.004;  // levels; where a profile fades to less it ends
constexpr int beside = 3;               // pixels to either side that fill what is clipped

/// Pixels of the row that the scratch changes, by colour; levels.
double added(const LineShape& shape, std::size_t colour, int row, int x) {
  const double change = height_at(shape, colour, row) * profile_at(shape, x - x_at(shape, row));
  return std::abs(change) < least_change ? 0 : change;
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

/// Takes what the scratch adds off one row. Where the picture is clipped nothing is left to take it off: filled.
void repair_row(const LineShape& shape, std::size_t colour, int y, const cv::Mat_<uchar>& replaced,
                std::span<std::uint16_t> row, double codes) {
  const double white = codes - 1;
  const auto [first, last] = columns_at(shape, y, static_cast<int>(row.size()));
  std::vector<int> lost;
  for (int x = first; x <= last; ++x) {
    const double change = replaced(y, x) == 0 ? added(shape, colour, y, x) : 0;
    auto& sample = row[static_cast<std::size_t>(x)];
    if (change > 0 ? sample >= 0.996 * white : change < 0 && sample <= 0.001 * white)
      lost.push_back(x);
    else if (change != 0)
      sample = static_cast<std::uint16_t>(std::lround(std::clamp(sample - change * codes, 0.0, white)));
  }
  for (std::size_t i = 0, next = 0; i < lost.size(); i = next) {
    for (next = i + 1; next < lost.size() && lost[next] == lost[next - 1] + 1;) ++next;
    fill(row, lost[i], lost[next - 1], white);
  }
}

void repair(const LineShape& shape, const cv::Mat_<uchar>& replaced, Image& picture) {
  for (int plane = 0; plane < picture.colours(); ++plane)
    for (int y = shape.top; y < shape.bottom; ++y)
      repair_row(shape, static_cast<std::size_t>(plane), y, replaced, picture.row(plane, y), 1 << picture.depth());
}

}  // namespace

bool lies_on(const Mask& mask, std::span<const Scratch> scratches) {
  std::int64_t pixels = 0, on = 0;
  for_each_stretch(mask, [&](int x, int y, int length) {
    pixels += length;
    for (const Scratch& scratch : scratches) {
      if (y < scratch.shape.top || y >= scratch.shape.bottom) continue;
      for (int i = x; i < x + length; ++i) on += added(scratch.shape, 1, y, i) != 0;
    }
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
  for (const Scratch& scratch : planned->scratches)
    if (scratch.action == Action::repair) repair(scratch.shape, replaced, picture);
}

}  // namespace tasma::restoration
