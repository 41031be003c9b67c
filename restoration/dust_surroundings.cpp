#include "restoration/dust_surroundings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "restoration/hole.hpp"
#include "restoration/median.hpp"

namespace tasma::restoration {
namespace {

constexpr std::size_t least_places = 4;  // beside the region, to tell what is usual

/// The region, or one of its shape elsewhere: what lies there by what is foretold.
struct Place {
  cv::Mat_<float> levels;
  double off = 0, error = 0;  // means
};

std::optional<Place> look_at(const cv::Mat& level, const cv::Mat& marks, const cv::Rect& box,
                             const cv::Mat_<uchar>& region, bool elsewhere) {
  cv::Mat_<uchar> hole;
  cv::dilate(marks(box), hole, cv::Mat());
  const cv::Mat_<uchar> marked = hole.clone();
  hole.setTo(255, region != 0);
  if (2 * cv::countNonZero(hole) > hole.rows * hole.cols) return std::nullopt;
  Place place{membrane(level(box), hole)};
  int seen = 0, all = 0;
  for (int y = 0; y < hole.rows; ++y)
    for (int x = 0; x < hole.cols; ++x) {
      if (region(y, x) != 1) continue;
      ++all;
      if (elsewhere && marked(y, x) != 0) continue;
      const double difference = level.at<float>(cv::Point(x, y) + box.tl()) - place.levels(y, x);
      place.off += difference, place.error += std::abs(difference), ++seen;
    }
  if (2 * seen < all) return std::nullopt;
  place.off /= seen, place.error /= seen;
  return place;
}

}  // namespace

std::optional<Foretold> foretell(const cv::Mat& level, const cv::Mat& marks, const cv::Rect& box,
                                 const cv::Mat_<uchar>& region) {
  const auto here = look_at(level, marks, box, region, false);
  if (!here) return std::nullopt;
  const cv::Rect frame(0, 0, level.cols, level.rows), own = cv::boundingRect(region);
  Foretold foretold{here->levels, here->off};
  std::vector<double> errors;
  for (const int down : {-1, 0, 1})
    for (const int across : {-1, 0, 1}) {
      const cv::Rect beside = box + cv::Point(across * own.width, down * own.height);
      if ((across == 0 && down == 0) || (beside & frame) != beside) continue;
      const auto there = look_at(level, marks, beside, region, true);
      if (!there) continue;
      foretold.usual_off = std::max(foretold.usual_off, std::abs(there->off));
      errors.push_back(there->error);
    }
  if (errors.size() < least_places) return std::nullopt;
  foretold.usual_error = median(errors);
  return foretold;
}

}  // namespace tasma::restoration
