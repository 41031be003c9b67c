#include "codecs/picture.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

struct Format {
  AVPixelFormat name;
  int planes, depth;
};

constexpr std::array formats{
    Format{AV_PIX_FMT_GRAY8, 1, 8},    Format{AV_PIX_FMT_GRAY9, 1, 9},    Format{AV_PIX_FMT_GRAY10, 1, 10},
    Format{AV_PIX_FMT_GRAY12, 1, 12},  Format{AV_PIX_FMT_GRAY16, 1, 16},  Format{AV_PIX_FMT_BGR0, 3, 8},
    Format{AV_PIX_FMT_GBRP10, 3, 10},  Format{AV_PIX_FMT_GBRP12, 3, 12},  Format{AV_PIX_FMT_GBRP16, 3, 16},
    Format{AV_PIX_FMT_BGRA, 4, 8},     Format{AV_PIX_FMT_GBRAP10, 4, 10}, Format{AV_PIX_FMT_GBRAP12, 4, 12},
    Format{AV_PIX_FMT_GBRAP16, 4, 16},
};

/// Which of libav's planes holds one of ours: G, B, R instead of R, G, B.
int libav_plane(const Image& image, int plane) { return image.colours() == 3 && plane < 3 ? (plane + 2) % 3 : plane; }

/// Which byte of a packed pixel holds one of our planes: B, G, R, A.
std::size_t byte_of(const Image& image, int plane) {
  return static_cast<std::size_t>(image.colours() == 3 && plane < 3 ? 2 - plane : plane);
}

std::size_t bytes_per_pixel(const Image& image) { return image.colours() == 3 ? 4 : 1; }

Picture shaped_like(const Image& image) {
  auto picture = make_picture();
  picture->format = pixel_format(image.planes(), image.depth());
  picture->width = image.size().width;
  picture->height = image.size().height;
  return picture;
}

Picture lend(const Image& image) {
  using Keeper = std::shared_ptr<const std::uint16_t[]>;
  const auto drop = [](void* keeper, std::uint8_t*) { delete static_cast<Keeper*>(keeper); };
  const auto bytes_of = [&](int plane) {  // libav's planes are not const; the buffer is marked read-only instead
    return reinterpret_cast<std::uint8_t*>(const_cast<std::uint16_t*>(image.row(plane, 0).data()));
  };
  auto picture = shaped_like(image);
  auto keeper = std::make_unique<Keeper>(image.share());
  picture->buf[0] = av_made(av_buffer_create(bytes_of(0), image.bytes(), drop, keeper.get(), AV_BUFFER_FLAG_READONLY));
  keeper.release();  // libav's from here on; drop() deletes it
  for (int plane = 0; plane < image.planes(); ++plane) {
    const int at = libav_plane(image, plane);
    picture->data[at] = bytes_of(plane);
    picture->linesize[at] = static_cast<int>(image.stride());
  }
  return picture;
}

Picture repack(const Image& image) {
  auto picture = shaped_like(image);
  if (av_frame_get_buffer(picture.get(), 0) < 0) throw std::bad_alloc();
  const auto step = bytes_per_pixel(image);
  for (int y = 0; y < image.size().height; ++y) {
    auto* const line = picture->data[0] + std::ptrdiff_t{y} * picture->linesize[0];
    std::memset(line, 0, step * static_cast<std::size_t>(image.size().width));  // the fourth byte of bgr0
    for (int plane = 0; plane < image.planes(); ++plane) {
      const auto row = image.row(plane, y);
      for (std::size_t x = 0; x < row.size(); ++x)
        line[x * step + byte_of(image, plane)] = static_cast<std::uint8_t>(row[x]);
    }
  }
  return picture;
}

void unpack(const AVFrame& picture, Image& image) {
  const auto step = bytes_per_pixel(image);
  for (int y = 0; y < image.size().height; ++y) {
    const auto* const line = picture.data[0] + std::ptrdiff_t{y} * picture.linesize[0];
    for (int plane = 0; plane < image.planes(); ++plane) {
      const auto row = image.row(plane, y);
      for (std::size_t x = 0; x < row.size(); ++x) row[x] = line[x * step + byte_of(image, plane)];
    }
  }
}

}  // namespace

AVPixelFormat pixel_format(int planes, int depth) {
  const auto* const found =
      std::ranges::find_if(formats, [&](const Format& f) { return f.planes == planes && f.depth == depth; });
  if (found == formats.end())
    throw Error(ExitCode::material,
                Message("T2404", "pictures of {1} planes with {2} bits a sample cannot be coded as FFV1",
                        {std::to_string(planes), std::to_string(depth)}));
  return found->name;
}

Picture to_picture(const Image& image) { return image.depth() == 8 ? repack(image) : lend(image); }

Image to_image(const AVFrame& picture) {
  const auto* const format = std::ranges::find(formats, picture.format, [](const Format& f) { return int{f.name}; });
  if (format == formats.end()) {
    const char* const name = av_get_pix_fmt_name(static_cast<AVPixelFormat>(picture.format));
    throw Error(ExitCode::material, Message("T2405",
                                            "the pixel format {1} is not one of a master's: grey or RGB, "
                                            "with or without alpha",
                                            {name ? name : "none"}));
  }
  auto image = Image::to_be_filled({picture.width, picture.height}, format->planes, format->depth);
  if (format->depth == 8) {
    unpack(picture, image);
    return image;
  }
  for (int plane = 0; plane < image.planes(); ++plane) {
    const int at = libav_plane(image, plane);
    for (int y = 0; y < image.size().height; ++y) {
      const auto row = image.row(plane, y);
      std::memcpy(row.data(), picture.data[at] + std::ptrdiff_t{y} * picture.linesize[at], row.size_bytes());
    }
  }
  return image;
}

}  // namespace tasma::codecs
