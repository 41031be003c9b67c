#include "codecs/display_picture.hpp"

extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "codecs/dither.hpp"
#include "codecs/picture.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

/// What is scaled to before the samples of `format` are dithered.
AVPixelFormat wide(AVPixelFormat format) { return format == AV_PIX_FMT_YUV420P ? AV_PIX_FMT_YUV420P16LE : format; }

Picture blank(AVPixelFormat format, Size size) {
  auto picture = make_picture();
  picture->format = format;
  picture->width = size.width;
  picture->height = size.height;
  av_check(av_frame_get_buffer(picture.get(), 0), {}, "making room for a picture");
  return picture;
}

void tag(AVFrame& picture) {
  picture.color_primaries = AVCOL_PRI_BT709;
  picture.color_trc = AVCOL_TRC_BT709;
  picture.colorspace = AVCOL_SPC_BT709;
  picture.color_range = AVCOL_RANGE_MPEG;
  picture.chroma_location = AVCHROMA_LOC_LEFT;
  picture.sample_aspect_ratio = {1, 1};
}

void set(const Scaler& scaler, const char* name, std::int64_t value) {
  av_check(av_opt_set_int(scaler.get(), name, value, 0), {}, name);
}

/// Not ready yet: more may be set.
Scaler lanczos(Size from, int from_format, Size to, AVPixelFormat to_format, bool to_full_range) {
  Scaler scaler(av_made(sws_alloc_context()));
  set(scaler, "srcw", from.width);
  set(scaler, "srch", from.height);
  set(scaler, "src_format", from_format);
  set(scaler, "src_range", 1);
  set(scaler, "dstw", to.width);
  set(scaler, "dsth", to.height);
  set(scaler, "dst_format", to_format);
  set(scaler, "dst_range", to_full_range ? 1 : 0);
  set(scaler, "sws_flags", SWS_LANCZOS | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT);
  return scaler;
}

Scaler make_scaler(const AVFrame& from, AVPixelFormat format, Size size) {
  auto scaler = lanczos({from.width, from.height}, from.format, size, format, false);
  set(scaler, "dst_h_chr_pos", 0);  // sited left, as both formats say; in units of 1/256 of a pixel
  if (av_pix_fmt_desc_get(format)->log2_chroma_h > 0) set(scaler, "dst_v_chr_pos", 128);
  av_check(sws_init_context(scaler.get(), nullptr, nullptr), {}, "preparing to scale");
  const int* matrix = sws_getCoefficients(SWS_CS_ITU709);
  av_check(sws_setColorspaceDetails(scaler.get(), matrix, 1, matrix, 0, 0, 1 << 16, 1 << 16), {}, "choosing BT.709");
  return scaler;
}

}  // namespace

DisplayPicture::DisplayPicture(const DisplaySpec& spec, std::span<const CopySubtitles> burnt)
    : spec_(spec), texts_(burnt.begin(), burnt.end()), colour_(spec) {
  const auto& [x, y, area] = spec.picture;
  const auto& whole = spec.scan.size;
  if (x < 0 || y < 0 || area.width < 1 || area.height < 1 || x > whole.width - area.width ||
      y > whole.height - area.height)
    throw Error(
        ExitCode::usage,
        Message("T2601", "the picture area {1}x{2}+{3}+{4} lies outside the scan of {5}x{6}; say another --picture",
                {std::to_string(area.width), std::to_string(area.height), std::to_string(x), std::to_string(y),
                 std::to_string(whole.width), std::to_string(whole.height)}));
}

void DisplayPicture::take(const Image& image, const FramePlace& place) {
  if (image.size() != spec_.scan.size || image.planes() != spec_.scan.planes || image.depth() != spec_.scan.depth)
    throw Error(ExitCode::bug, Message("T2602", "a frame is not of the shape its reel has"));
  values_ = colour_.convert(image);
  display_ = to_picture(*values_);
  bt709_.reset();
  place_ = place;
}

const AVFrame& DisplayPicture::in_bt709() {
  if (spec_.primaries == Primaries::bt709) return *display_;
  if (!bt709_) bt709_ = to_picture(colour_.to_bt709(*values_));
  return *bt709_;
}

Picture DisplayPicture::scaled(const PictureKind& kind) {
  const auto burnt = kind.burnt.kind == BurntText::Kind::nothing ? Picture() : with_text(kind);
  const auto& from = burnt ? *burnt : in_bt709();
  auto found = std::ranges::find(scalers_, kind, &std::pair<PictureKind, Scaler>::first);
  if (found == scalers_.end()) found = scalers_.emplace(found, kind, make_scaler(from, kind.format, kind.size));
  auto picture = blank(kind.format, kind.size);
  av_check(sws_scale(found->second.get(), from.data, from.linesize, 0, from.height, picture->data, picture->linesize),
           {}, "scaling");
  return picture;
}

/// Already of its size: letters are drawn for the pixels that show them.
Picture DisplayPicture::with_text(const PictureKind& kind) {
  auto image = planes(in_bt709(), kind.size);
  burn(kind.burnt, image);
  for (int plane = 0; plane < image.planes(); ++plane)
    for (int y = 0; y < kind.size.height; ++y)
      for (auto& value : image.row(plane, y))
        value = static_cast<std::uint16_t>(std::lround(value * display_white / 65535));
  return to_picture(image);
}

void DisplayPicture::burn(const BurntText& burnt, Image& light) {
  const PictureKind kind{AV_PIX_FMT_NONE, light.size(), burnt};
  auto found = std::ranges::find(burners_, kind, &std::pair<PictureKind, TextBurner>::first);
  if (found == burners_.end())
    found = burners_.emplace(found, kind, TextBurner(burnt, texts_, spec_.scan.rate, light.size()));
  subtitles::blend(found->second.at(place_), light);
}

Picture DisplayPicture::picture(const PictureKind& kind) {
  const auto& [format, size, burnt] = kind;
  auto picture = scaled({wide(format), size, burnt});
  if (wide(format) != format) {
    auto dithered = blank(format, size);
    for (int plane = 0; plane < 3; ++plane)
      dither({picture->data[plane], picture->linesize[plane]}, {dithered->data[plane], dithered->linesize[plane]},
             {size.width >> (plane > 0), size.height >> (plane > 0)});
    picture = std::move(dithered);
  }
  tag(*picture);
  return picture;
}

Image DisplayPicture::light(Size size, const BurntText& burnt) {
  auto image = planes(*display_, size);
  if (burnt.kind != BurntText::Kind::nothing) burn(burnt, image);
  return image;
}

Image DisplayPicture::planes(const AVFrame& display, Size size) {
  auto scaler = std::ranges::find(plane_scalers_, size, &std::pair<Size, Scaler>::first);
  if (scaler == plane_scalers_.end()) {
    scaler = plane_scalers_.emplace(
        scaler, size, lanczos({display.width, display.height}, AV_PIX_FMT_GRAY16, size, AV_PIX_FMT_GRAY16, true));
    av_check(sws_init_context(scaler->second.get(), nullptr, nullptr), {}, "preparing to scale");
  }
  // Plane by plane, so that what is grey stays grey to the last bit.
  constexpr std::array rgb_of_gbr{2, 0, 1};
  const int count = av_pix_fmt_count_planes(static_cast<AVPixelFormat>(display.format)) < 3 ? 1 : 3;
  Image light(size, count, 16);
  for (int plane = 0; plane < count; ++plane) {
    const auto from = count == 1 ? 0 : rgb_of_gbr.at(static_cast<std::size_t>(plane));
    const std::uint8_t* source = display.data[from];
    auto* target = reinterpret_cast<std::uint8_t*>(light.row(plane, 0).data());
    const int stride = static_cast<int>(light.stride());
    av_check(sws_scale(scaler->second.get(), &source, &display.linesize[from], 0, display.height, &target, &stride), {},
             "scaling");
    for (int y = 0; y < size.height; ++y)
      for (auto& value : light.row(plane, y))
        value = static_cast<std::uint16_t>(std::min(65535L, std::lround(value * 65535.0 / display_white)));
  }
  return light;
}

}  // namespace tasma::codecs
