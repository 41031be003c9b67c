#include "restoration/perforation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "restoration/median.hpp"

namespace tasma::restoration {
namespace {

constexpr double strip = 0.25;                                 // of the width, at either side: where holes are
constexpr double lightest = 0.99;                              // of the strip's pixels are no lighter
constexpr float least_level = 0.5F;                            // of a hole
constexpr float near_white = 0.9F;                             // of its level: still the hole
constexpr double least_height = 0.05, greatest_height = 0.45;  // of the frame
constexpr double least_width = 0.01, greatest_width = 0.2;     // of the frame
constexpr double filled = 0.85;                                // of its box: corners are round
constexpr float contrast = 0.85F;                              // of its level: what is around is darker
constexpr double usual_place = 0.45;                           // of the height
constexpr double straight = 0.3;                               // of a side, at each end, is not looked at
constexpr double nearby = 0.02, alike_px = 4;                  // of the width; at 2048 across
constexpr double shown = 0.9;                                  // of the frames

float lightest_level(const cv::Mat& level) {
  std::vector<float> values;
  for (int y = 0; y < level.rows; ++y)
    values.insert(values.end(), level.ptr<float>(y), level.ptr<float>(y) + level.cols);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(lightest * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// Boxes of what may be whole holes in a strip of `small`.
std::vector<cv::Rect> holes_in(const cv::Mat& small, cv::Rect strip_box) {
  const cv::Mat level = small(strip_box);
  const float white = lightest_level(level);
  if (white < least_level) return {};
  cv::Mat labels, figures, middles;
  const cv::Mat light = level > near_white * white;
  const int count = cv::connectedComponentsWithStats(light, labels, figures, middles);
  std::vector<cv::Rect> holes;
  for (int i = 1; i < count; ++i) {
    const auto figure = [&](int which) { return figures.at<int>(i, which); };
    const cv::Rect box(figure(cv::CC_STAT_LEFT), figure(cv::CC_STAT_TOP), figure(cv::CC_STAT_WIDTH),
                       figure(cv::CC_STAT_HEIGHT));
    if (box.height < least_height * small.rows || box.height > greatest_height * small.rows) continue;
    if (box.width < std::max(4.0, least_width * small.cols) || box.width > greatest_width * small.cols) continue;
    if (figure(cv::CC_STAT_AREA) < filled * box.area()) continue;
    if (box.y < 4 || box.br().y > level.rows - 4) continue;
    holes.push_back(box + strip_box.tl());
  }
  return holes;
}

/// Where a line of levels, from inside a hole outwards, falls to half. Nothing: it does not fall.
std::optional<float> half_way(const std::vector<float>& line) {
  const float inside = (line[0] + line[1]) / 2, outside = (line[line.size() - 2] + line.back()) / 2;
  if (outside > contrast * inside) return std::nullopt;
  const float half = (inside + outside) / 2;
  for (std::size_t i = 1; i < line.size(); ++i)
    if (line[i] < half) return static_cast<float>(i - 1) + (line[i - 1] - half) / (line[i - 1] - line[i]);
  return std::nullopt;
}

/// One edge of a hole, full-size pixels: `at` is about where it lies, `step` leads out of the hole, `along` down or
/// across the edge. Nothing: it is not seen along most of its length, or not straight.
std::optional<float> edge(const cv::Mat& seen, cv::Point begin, cv::Point along, int length, cv::Point step,
                          int reach) {
  std::vector<float> found;
  for (int i = 0; i < length; ++i) {
    const cv::Point middle = begin + along * i;
    const cv::Point first = middle - step * reach, last = middle + step * reach;
    const cv::Rect frame(0, 0, seen.cols, seen.rows);
    if (!frame.contains(first) || !frame.contains(last)) return std::nullopt;
    std::vector<float> line;
    for (int k = -reach; k <= reach; ++k) line.push_back(seen.at<std::uint16_t>(middle + step * k));
    if (const auto place = half_way(line)) found.push_back(*place - static_cast<float>(reach));
  }
  if (found.size() < static_cast<std::size_t>(length) * 3 / 4 || found.size() < 4) return std::nullopt;
  return median(found);
}

std::optional<Perforation> measured(const cv::Mat& seen, const cv::Rect& box, int scale) {
  const int reach = std::max(4, 3 * scale);
  const int from_top = static_cast<int>(straight * box.height), from_left = static_cast<int>(straight * box.width);
  const int tall = box.height - 2 * from_top, wide = std::max(1, box.width - 2 * from_left);
  const auto top = edge(seen, {box.x + from_left, box.y}, {1, 0}, wide, {0, -1}, reach);
  const auto bottom = edge(seen, {box.x + from_left, box.br().y - 1}, {1, 0}, wide, {0, 1}, reach);
  const auto left = edge(seen, {box.x, box.y + from_top}, {0, 1}, tall, {-1, 0}, reach);
  const auto right = edge(seen, {box.br().x - 1, box.y + from_top}, {0, 1}, tall, {1, 0}, reach);
  if (!top || !bottom || (!left && !right)) return std::nullopt;
  const float upper = static_cast<float>(box.y) - *top, lower = static_cast<float>(box.br().y - 1) + *bottom;
  // Where the scan cuts the hole, the edge that is there tells the place.
  const float first = left ? static_cast<float>(box.x) - *left : static_cast<float>(box.br().x - 1) + *right;
  const float second = right ? static_cast<float>(box.br().x - 1) + *right : first;
  const auto in_256 = [](float px) { return static_cast<std::int32_t>(std::lround(px * 256)); };
  return Perforation{in_256((first + second) / 2), in_256((upper + lower) / 2), in_256(second - first),
                     in_256(lower - upper)};
}

}  // namespace

std::optional<Perforation> find_perforation(const cv::Mat& seen, const cv::Mat& small) {
  const int scale = (seen.cols + small.cols - 1) / small.cols;
  const int width = static_cast<int>(strip * small.cols);
  auto holes = holes_in(small, {0, 0, width, small.rows});
  std::ranges::copy(holes_in(small, {small.cols - width, 0, width, small.rows}), std::back_inserter(holes));
  std::ranges::stable_sort(
      holes, {}, [&](const cv::Rect& hole) { return std::abs(hole.y + hole.height / 2.0 - usual_place * small.rows); });
  for (const cv::Rect& hole : holes)
    if (auto found = measured(seen, {hole.tl() * scale, hole.size() * scale}, scale)) return found;
  return std::nullopt;
}

std::optional<std::vector<cv::Point2d>> film_course(std::span<const Measurement> reel, Size size) {
  const auto usual = [&](auto part) {
    std::vector<double> values;
    for (const Measurement& frame : reel)
      if (frame.perforation) values.push_back((*frame.perforation).*part / 256.0);
    return median(std::move(values));
  };
  const auto found =
      std::ranges::count_if(reel, [](const Measurement& frame) { return frame.perforation.has_value(); });
  if (static_cast<double>(found) < shown * static_cast<double>(reel.size())) return std::nullopt;
  const cv::Point2d place(usual(&Perforation::x256), usual(&Perforation::y256));
  const double width = usual(&Perforation::width256), height = usual(&Perforation::height256);
  const double alike = alike_px * std::max(0.5, size.width / 2048.0);

  std::vector<std::size_t> known;
  std::vector<cv::Point2d> course(reel.size());
  for (std::size_t i = 0; i < reel.size(); ++i) {
    if (!reel[i].perforation) continue;
    const Perforation& hole = *reel[i].perforation;
    course[i] = cv::Point2d(hole.x256 / 256.0, hole.y256 / 256.0) - place;
    if (cv::norm(course[i]) < nearby * size.width && std::abs(hole.width256 / 256.0 - width) < alike &&
        std::abs(hole.height256 / 256.0 - height) < alike)
      known.push_back(i);
  }
  if (static_cast<double>(known.size()) < shown * static_cast<double>(reel.size())) return std::nullopt;
  for (std::size_t i = 0; i < course.size(); ++i) {
    const auto after = std::ranges::lower_bound(known, i);
    if (after != known.end() && *after == i) continue;
    if (after == known.end() || after == known.begin()) {
      course[i] = course[after == known.end() ? known.back() : known.front()];
      continue;
    }
    const std::size_t before = *(after - 1);
    const double share = static_cast<double>(i - before) / static_cast<double>(*after - before);
    course[i] = course[before] * (1 - share) + course[*after] * share;
  }
  return course;
}

}  // namespace tasma::restoration
