#include "restoration/chroma.hpp"

#include <opencv2/imgproc.hpp>

#include "restoration/proxy.hpp"

namespace tasma::restoration {

std::vector<cv::Mat> chroma(const Image& image, Transfer transfer, int scale) {
  std::vector<cv::Mat> levels;
  for (int plane = 0; plane < 3; ++plane) levels.push_back(as_seen_level(proxy_level(image, plane, scale), transfer));
  const cv::Mat luma = (levels[0] + 2 * levels[1] + levels[2]) / 4;
  std::vector<cv::Mat> differences;
  for (const int plane : {0, 2}) {
    cv::Mat difference = levels[static_cast<std::size_t>(plane)] - luma;
    difference = difference / 2 + 0.5;
    cv::GaussianBlur(difference, difference, {5, 5}, 1.0, 1.0, cv::BORDER_REPLICATE);
    differences.push_back(difference);
  }
  return differences;
}

}  // namespace tasma::restoration
