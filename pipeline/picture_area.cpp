#include "pipeline/picture_area.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
namespace {

constexpr int probes = 9;         // frames looked at
constexpr double share = 0.15;    // of the way from the darkest to the median line: darker is border
constexpr double darkness = 0.6;  // of the median line: where the darkest is lighter, there is no border
constexpr double smallest = 0.5;  // of the frame's width and height; a smaller picture is not believed

/// Mean light of each row and column over the probed frames.
struct Profiles {
  std::vector<double> rows, columns;
};

Profiles profiles_of(const FrameSource& source) {
  const auto size = source.stream().size;
  Profiles light{std::vector<double>(static_cast<std::size_t>(size.height)),
                 std::vector<double>(static_cast<std::size_t>(size.width))};
  const auto count = std::ssize(source.numbers());
  for (int probe = 0; probe < probes; ++probe) {
    const auto frame = source.read((2 * probe + 1) * count / (2 * probes));
    for (int plane = 0; plane < frame.pixels.colours(); ++plane)
      for (int y = 0; y < size.height; ++y) {
        const auto row = frame.pixels.row(plane, y);
        for (std::size_t x = 0; x < row.size(); ++x) {
          light.rows[static_cast<std::size_t>(y)] += row[x];
          light.columns[x] += row[x];
        }
      }
  }
  return light;
}

/// First and last line of the longest run of lit lines, both included.
std::pair<int, int> lit_run(std::vector<double> light, double lines_across) {
  for (auto& line : light) line /= lines_across;
  auto sorted = light;
  std::ranges::sort(sorted);
  const double darkest = sorted.front(), middle = sorted[sorted.size() / 2];
  if (darkest > darkness * middle) return {0, static_cast<int>(light.size()) - 1};
  const double border = darkest + share * (middle - darkest);
  std::pair<int, int> best{0, -1};
  for (int begin = 0, i = 0; i <= std::ssize(light); ++i)
    if (i == std::ssize(light) || light[static_cast<std::size_t>(i)] < border) {
      if (i - begin > best.second - best.first + 1) best = {begin, i - 1};
      begin = i + 1;
    }
  return best;
}

}  // namespace

Rectangle picture_area(const FrameSource& source, const PictureArea& said) {
  const auto size = source.stream().size;
  const Rectangle whole{0, 0, size};
  if (said.kind == PictureArea::Kind::given) {
    const auto& area = said.area;
    if (area.x < 0 || area.y < 0 || area.size.width < 1 || area.size.height < 1 ||
        area.x > size.width - area.size.width || area.y > size.height - area.size.height)
      throw Error(ExitCode::usage, Message("T4130", "--picture: the area does not lie in frames of {1}x{2}",
                                           {std::to_string(size.width), std::to_string(size.height)}));
    return area;
  }
  if (said.kind != PictureArea::Kind::detect) return whole;

  const auto light = profiles_of(source);
  const auto [top, bottom] = lit_run(light.rows, size.width);
  const auto [left, right] = lit_run(light.columns, size.height);
  const Rectangle lit{left + (left > 0), top + (top > 0), {}};
  const Size inside{right - lit.x + (right == size.width - 1), bottom - lit.y + (bottom == size.height - 1)};
  if (inside.width < smallest * size.width || inside.height < smallest * size.height) return whole;
  return {lit.x, lit.y, inside};
}

}  // namespace tasma::pipeline
