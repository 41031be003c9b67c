#include "codecs/movie_picture.hpp"

extern "C" {
#include <libavutil/imgutils.h>
}

#include <algorithm>
#include <cmath>

namespace tasma::codecs {
namespace {

/// Weights of red and blue in luma.
struct Weights {
  double red, blue;
};

std::optional<Weights> weights_of(AVColorSpace matrix) {
  switch (matrix) {
    case AVCOL_SPC_BT709:
      return Weights{0.2126, 0.0722};
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
      return Weights{0.299, 0.114};
    case AVCOL_SPC_FCC:
      return Weights{0.30, 0.11};
    case AVCOL_SPC_SMPTE240M:
      return Weights{0.212, 0.087};
    case AVCOL_SPC_BT2020_NCL:
      return Weights{0.2627, 0.0593};
    default:
      return std::nullopt;
  }
}

std::array<double, 2> siting(AVChromaLocation location) {
  switch (location) {
    case AVCHROMA_LOC_CENTER:
      return {0.5, 0.5};
    case AVCHROMA_LOC_TOPLEFT:
      return {0, 0};
    case AVCHROMA_LOC_TOP:
      return {0.5, 0};
    case AVCHROMA_LOC_BOTTOMLEFT:
      return {0, 1};
    case AVCHROMA_LOC_BOTTOM:
      return {0.5, 1};
    default:
      return {0, 0.5};
  }
}

/// Two chroma samples and the share of the second.
struct Between {
  std::size_t first, second;
  double share;
};

/// Where luma sample `at` lies among `count` chroma samples, each of which stands for a block of 2^shift.
Between between(int at, int shift, double place, std::size_t count) {
  const double step = 1 << shift;
  const double position = std::clamp((at - place * (step - 1)) / step, 0.0, static_cast<double>(count - 1));
  const auto first = static_cast<std::size_t>(position);
  return {first, std::min(first + 1, count - 1), position - static_cast<double>(first)};
}

std::uint16_t code_of(double value, double most) {
  return static_cast<std::uint16_t>(std::clamp(value, 0.0, 1.0) * most + 0.5);
}

std::size_t chroma_length(int luma, int shift) { return static_cast<std::size_t>(AV_CEIL_RSHIFT(luma, shift)); }

bool is_jpeg(AVPixelFormat format) {
  return format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P || format == AV_PIX_FMT_YUVJ444P ||
         format == AV_PIX_FMT_YUVJ440P || format == AV_PIX_FMT_YUVJ411P;
}

}  // namespace

std::optional<MoviePicture> MoviePicture::of(const AVFrame& first) {
  MoviePicture made;
  made.format_name_ = static_cast<AVPixelFormat>(first.format);
  made.format_ = av_pix_fmt_desc_get(made.format_name_);
  if (!made.format_ || first.width < 1 || first.height < 1) return std::nullopt;
  const auto flags = made.format_->flags;
  if (flags & (AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_BITSTREAM))
    return std::nullopt;
  if (made.format_name_ == AV_PIX_FMT_XYZ12LE || made.format_name_ == AV_PIX_FMT_XYZ12BE) return std::nullopt;

  const bool palette = (flags & AV_PIX_FMT_FLAG_PAL) != 0;
  const bool rgb = (flags & AV_PIX_FMT_FLAG_RGB) != 0 || palette;
  const bool grey = !rgb && made.format_->nb_components < 3;
  const bool alpha = (flags & AV_PIX_FMT_FLAG_ALPHA) != 0 && !palette && !grey;
  int deepest = palette ? 8 : 0;
  for (int i = 0; i < made.format_->nb_components; ++i) deepest = std::max(deepest, made.format_->comp[i].depth);
  if (deepest > 16) return std::nullopt;
  made.size_ = {first.width, first.height};
  made.planes_ = grey ? 1 : alpha ? 4 : 3;
  made.depth_ = deepest <= 10 ? 10 : deepest <= 12 ? 12 : 16;
  // Silent YCbCr is limited, silent grey full: what codecs write and libav reads.
  made.limited_ = !rgb && (first.color_range == AVCOL_RANGE_MPEG ||
                           (!grey && first.color_range != AVCOL_RANGE_JPEG && !is_jpeg(made.format_name_)));
  if (rgb || grey) return made;
  made.matrix_ = first.colorspace;
  if (first.colorspace == AVCOL_SPC_UNSPECIFIED || first.colorspace == AVCOL_SPC_RESERVED)
    made.matrix_ = first.height < 720 ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
  if (!weights_of(*made.matrix_)) return std::nullopt;
  made.siting_x_y_ = siting(first.chroma_location);
  return made;
}

const char* MoviePicture::matrix() const { return matrix_ ? av_color_space_name(*matrix_) : nullptr; }

std::vector<std::uint16_t> MoviePicture::component(const AVFrame& picture, int index) const {
  const bool subsampled = matrix_ && (index == 1 || index == 2);
  const auto width = subsampled ? chroma_length(size_.width, format_->log2_chroma_w) : std::size_t(size_.width);
  const auto height = subsampled ? chroma_length(size_.height, format_->log2_chroma_h) : std::size_t(size_.height);
  std::vector<std::uint16_t> samples(width * height);
  std::array<const std::uint8_t*, 4> planes{picture.data[0], picture.data[1], picture.data[2], picture.data[3]};
  const bool palette = (format_->flags & AV_PIX_FMT_FLAG_PAL) != 0;
  for (std::size_t y = 0; y < height; ++y)
    av_read_image_line2(samples.data() + y * width, planes.data(), picture.linesize, format_, 0, static_cast<int>(y),
                        index, static_cast<int>(width), palette, sizeof samples[0]);
  return samples;
}

void MoviePicture::copy(const AVFrame& picture, int index, Image& image, int plane, bool limited) const {
  const int bits = (format_->flags & AV_PIX_FMT_FLAG_PAL) ? 8 : format_->comp[index].depth;
  const double unit = std::max(1, 1 << std::max(0, bits - 8));
  const double black = limited ? 16 * unit : 0, white = limited ? 235 * unit : (1 << bits) - 1;
  std::vector<std::uint16_t> codes(std::size_t{1} << bits);
  for (std::size_t code = 0; code < codes.size(); ++code)
    codes[code] = code_of((static_cast<double>(code) - black) / (white - black), (1 << depth_) - 1);
  const auto samples = component(picture, index);
  auto from = samples.begin();
  for (int y = 0; y < size_.height; ++y)
    for (auto& sample : image.row(plane, y)) sample = codes[*from++ & (codes.size() - 1)];
}

void MoviePicture::from_ycbcr(const AVFrame& picture, Image& image) const {
  const auto luma = component(picture, 0), cb = component(picture, 1), cr = component(picture, 2);
  const auto wide = chroma_length(size_.width, format_->log2_chroma_w);
  const auto high = chroma_length(size_.height, format_->log2_chroma_h);
  const int bits = format_->comp[0].depth;
  const double unit = 1 << (bits - 8), full = (1 << bits) - 1, most = (1 << depth_) - 1;
  const double black = limited_ ? 16 * unit : 0, luma_span = limited_ ? 219 * unit : full;
  const double middle = 128 * unit, chroma_span = limited_ ? 224 * unit : full;
  const auto [red, blue] = *weights_of(*matrix_);
  const double green = 1 - red - blue;

  std::vector<Between> across;
  for (int x = 0; x < size_.width; ++x) across.push_back(between(x, format_->log2_chroma_w, siting_x_y_[0], wide));
  std::vector<double> line_b(wide), line_r(wide);
  auto sample = luma.begin();
  for (int y = 0; y < size_.height; ++y) {
    const auto down = between(y, format_->log2_chroma_h, siting_x_y_[1], high);
    const auto blend = [&](const std::vector<std::uint16_t>& plane, std::vector<double>& line) {
      for (std::size_t x = 0; x < wide; ++x) {
        const double above = plane[down.first * wide + x], below = plane[down.second * wide + x];
        line[x] = (above + (below - above) * down.share - middle) / chroma_span;
      }
    };
    blend(cb, line_b);
    blend(cr, line_r);
    const auto out_r = image.row(0, y), out_g = image.row(1, y), out_b = image.row(2, y);
    for (std::size_t x = 0; x < across.size(); ++x) {
      const auto& at = across[x];
      const double light = (*sample++ - black) / luma_span;
      const double b = light + 2 * (1 - blue) * (line_b[at.first] + (line_b[at.second] - line_b[at.first]) * at.share);
      const double r = light + 2 * (1 - red) * (line_r[at.first] + (line_r[at.second] - line_r[at.first]) * at.share);
      out_r[x] = code_of(r, most);
      out_g[x] = code_of((light - red * r - blue * b) / green, most);
      out_b[x] = code_of(b, most);
    }
  }
}

std::optional<Image> MoviePicture::convert(const AVFrame& picture) const {
  if (Size{picture.width, picture.height} != size_ || picture.format != format_name_) return std::nullopt;
  Image image(size_, planes_, depth_);
  if (matrix_)
    from_ycbcr(picture, image);
  else
    for (int plane = 0; plane < image.colours(); ++plane) copy(picture, plane, image, plane, limited_);
  if (planes_ == 4) copy(picture, 3, image, 3, false);
  return image;
}

}  // namespace tasma::codecs
