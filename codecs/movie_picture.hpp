#pragma once

#include <array>
#include <optional>
#include <vector>

#include "codecs/libav.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs {

/// Turns the decoded pictures of one movie into full-range RGB, or grey, of 10, 12 or 16 bits: the least depth that
/// holds the movie's. RGB and grey are scaled to the full range of the new depth and rounded; YCbCr goes by its tags:
/// matrix (where silent BT.709, below 720 lines BT.601), range (limited) and place of the chroma samples (left), which
/// are interpolated linearly. Alpha of RGB and YCbCr is kept. Rec. ITU-T H.273, 8.3; all arithmetic is ours, so it is
/// the same everywhere.
class MoviePicture {
 public:
  /// `first` tells what the movie's pictures are. Nothing for those that cannot be converted: Bayer patterns, floats,
  /// XYZ, constant luminance.
  static std::optional<MoviePicture> of(const AVFrame& first);

  int planes() const { return planes_; }
  int depth() const { return depth_; }
  const char* matrix() const;  // by which YCbCr became RGB, by libav's name; null where it did not

  /// Nothing if the picture is of another size or format than the first.
  std::optional<Image> convert(const AVFrame& picture) const;

 private:
  MoviePicture() = default;
  std::vector<std::uint16_t> component(const AVFrame& picture, int index) const;
  void copy(const AVFrame& picture, int index, Image& image, int plane, bool limited) const;
  void from_ycbcr(const AVFrame& picture, Image& image) const;

  const AVPixFmtDescriptor* format_ = nullptr;
  AVPixelFormat format_name_ = AV_PIX_FMT_NONE;
  Size size_;
  int planes_ = 0, depth_ = 0;
  bool limited_ = false;
  std::optional<AVColorSpace> matrix_;           // of YCbCr
  std::array<double, 2> siting_x_y_ = {0, 0.5};  // of chroma in a block of two luma samples, 0 to 1
};

}  // namespace tasma::codecs
