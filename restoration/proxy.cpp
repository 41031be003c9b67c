#include "restoration/proxy.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "restoration/mat.hpp"

namespace tasma::restoration {
namespace {

constexpr int least_side = 32;  // proxy pixels
constexpr double display_gamma = 2.4;
constexpr double wanted_contrast = 40;    // standard deviation of `detail`, of 255
constexpr double least_contrast = 0.004;  // of a level: below, a picture is blank and is not blown up to noise

cv::Mat smaller(const cv::Mat& full, int scale) {
  if (scale == 1) return full;
  cv::Mat small;
  const cv::Size size((full.cols + scale - 1) / scale, (full.rows + scale - 1) / scale);
  // A size that does not divide is cut at the right and lower edge to a whole number of cells, or repeated there.
  cv::Mat padded;
  cv::copyMakeBorder(full, padded, 0, size.height * scale - full.rows, 0, size.width * scale - full.cols,
                     cv::BORDER_REPLICATE);
  cv::resize(padded, small, size, 0, 0, cv::INTER_AREA);
  return small;
}

cv::Mat high_pass(const cv::Mat& level) {
  cv::Mat low, wide;
  cv::resize(level, low, {std::max(1, level.cols / 4), std::max(1, level.rows / 4)}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(low, low, {}, 3);
  cv::resize(low, wide, level.size(), 0, 0, cv::INTER_LINEAR);
  return level - wide;
}

}  // namespace

bool is_grey(const Image& image) {
  if (image.colours() < 3) return true;
  for (int y = 0; y < image.size().height; ++y)
    if (!std::ranges::equal(image.row(0, y), image.row(1, y)) || !std::ranges::equal(image.row(0, y), image.row(2, y)))
      return false;
  return true;
}

cv::Mat luma16(const Image& image) {
  const int up = 16 - image.depth();
  cv::Mat luma(image.size().height, image.size().width, CV_16U);
  for (int y = 0; y < luma.rows; ++y) {
    auto* out = luma.ptr<std::uint16_t>(y);
    const auto* first = image.row(0, y).data();
    if (image.colours() < 3) {
      for (int x = 0; x < luma.cols; ++x) out[x] = static_cast<std::uint16_t>(first[x] << up);
      continue;
    }
    const auto *second = image.row(1, y).data(), *third = image.row(2, y).data();
    for (int x = 0; x < luma.cols; ++x)
      out[x] = static_cast<std::uint16_t>(((first[x] + 2U * second[x] + third[x]) << up) >> 2);
  }
  return luma;
}

cv::Mat as_seen(const cv::Mat& luma16, Transfer transfer) {
  if (transfer != Transfer::linear) return luma16;
  static const auto table = [] {
    std::vector<std::uint16_t> codes(65536);
    for (std::size_t code = 0; code < codes.size(); ++code)
      codes[code] = static_cast<std::uint16_t>(
          std::lround(65535 * std::pow(static_cast<double>(code) / 65535, 1 / display_gamma)));
    return codes;
  }();
  cv::Mat seen(luma16.size(), CV_16U);
  for (int y = 0; y < seen.rows; ++y)
    std::transform(luma16.ptr<std::uint16_t>(y), luma16.ptr<std::uint16_t>(y) + seen.cols, seen.ptr<std::uint16_t>(y),
                   [&](std::uint16_t code) { return table[code]; });
  return seen;
}

cv::Mat as_seen_level(const cv::Mat& level, Transfer transfer) {
  if (transfer != Transfer::linear) return level;
  cv::Mat seen;
  cv::pow(level, 1 / display_gamma, seen);
  return seen;
}

cv::Mat as_coded(const cv::Mat& level, Transfer transfer) {
  if (transfer != Transfer::linear) return level;
  cv::Mat coded;
  cv::pow(level, display_gamma, coded);
  return coded;
}

int proxy_scale(Size size) {
  const auto pixels = static_cast<std::int64_t>(size.width) * size.height;
  return pixels <= 1'000'000 ? 1 : pixels <= 4'500'000 ? 2 : 4;
}

bool large_enough(Size size) {
  const int scale = proxy_scale(size);
  return std::min(size.width, size.height) / scale >= least_side;
}

Proxy make_proxy(const cv::Mat& seen, int scale) {
  cv::Mat small;
  cv::medianBlur(smaller(seen, scale), small, 5);
  Proxy proxy{scale, {}, {}};
  small.convertTo(proxy.level, CV_32F, 1.0 / 65536);
  const cv::Mat detail = high_pass(proxy.level);
  cv::Scalar mean, contrast;
  cv::meanStdDev(detail, mean, contrast);
  detail.convertTo(proxy.detail, CV_8U, wanted_contrast / std::max(contrast[0], least_contrast), 128);
  return proxy;
}

cv::Mat proxy_level(const Image& image, int plane, int scale) {
  cv::Mat level;
  smaller(view(image, plane), scale).convertTo(level, CV_32F, 1.0 / (1 << image.depth()));
  return level;
}

}  // namespace tasma::restoration
