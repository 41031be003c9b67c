#include "codecs/ffv1.hpp"

#include <algorithm>
#include <utility>

extern "C" {
#include <libavutil/opt.h>
}

#include "codecs/ffv1_decoder.hpp"
#include "codecs/libav.hpp"
#include "codecs/picture.hpp"
#include "codecs/pool.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

/// How many slices: 16, 64 at 4K, 4 below 64 px, 1 where a side is of one pixel; more where libavcodec's limit of 16
/// MiB a slice (a slice's size has 24 bits) asks for them. Counts libavcodec has a grid for.
int slices_for(const StreamInfo& stream) {
  const auto [width, height] = stream.size;
  const int shorter = std::min(width, height);
  if (shorter < 64) return 4;
  const auto fits = [&](int side) {
    const std::int64_t pixels = std::int64_t{(width + side - 1) / side} * ((height + side - 1) / side);
    return pixels * (stream.depth + 1) * std::max(stream.planes, 3) <= std::int64_t{8} << 24;
  };
  constexpr std::int64_t four_k = std::int64_t{3600} * 2700;
  int side = std::int64_t{width} * height >= four_k ? 8 : 4;
  while (side < 28 && !fits(side)) side += 4;
  return side * side;
}

/// libavcodec 5.1 writes the wrong place into the header of a slice of one column or row where there are but two
/// (it rounds the place up): such a picture would come back shifted, with every CRC right.
void refuse_tiny(Size size) {
  if (std::min(size.width, size.height) < 3)
    throw Error(ExitCode::material, Message("T2411", "pictures of {1}x{2} pixels cannot be coded: 3x3 is the least",
                                            {std::to_string(size.width), std::to_string(size.height)}));
}

Codec open_encoder(const StreamInfo& stream) {
  refuse_tiny(stream.size);
  auto encoder = make_encoder("ffv1");
  encoder->width = stream.size.width;
  encoder->height = stream.size.height;
  encoder->pix_fmt = pixel_format(stream.planes, stream.depth);
  encoder->bits_per_raw_sample = stream.depth;
  encoder->time_base = {1, 24};  // libavcodec asks for one; FFV1 has none
  encoder->gop_size = 1;
  encoder->level = 3;
  encoder->slices = slices_for(stream);
  const auto set = [&](const char* option, int value) {
    av_check(av_opt_set_int(encoder->priv_data, option, value, 0), "FFV1", option);
  };
  set("coder", 1);  // range coder
  set("context", 0);
  set("slicecrc", 1);
  av_check(avcodec_open2(encoder.get(), nullptr, nullptr), "FFV1",
           "opening the encoder for pictures of " + std::to_string(stream.size.width) + "x" +
               std::to_string(stream.size.height));
  return encoder;
}

std::vector<std::uint8_t> extradata_of(const AVCodecContext& encoder) {
  return {encoder.extradata, encoder.extradata + encoder.extradata_size};
}

class Ffv1 final : public FrameCodec {
 public:
  explicit Ffv1(const StreamInfo& stream)
      : stream_(stream), encoder_(open_encoder(stream)), decoder_(stream.size, extradata_of(*encoder_)) {
    encoders_.give_back(std::move(encoder_));
  }

  CodedFrame encode(const Image& image, std::int64_t pts) const override {
    if (image.size() != stream_.size || image.planes() != stream_.planes || image.depth() != stream_.depth)
      throw Error(ExitCode::material,
                  Message("T2410", "picture {1} is not of the reel's size, planes and depth", {std::to_string(pts)}));
    auto encoder = encoders_.take([&] { return open_encoder(stream_); });
    const auto picture = to_picture(image);
    const auto packet = make_packet();
    av_check(avcodec_send_frame(encoder.get(), picture.get()), "FFV1", "encoding a picture");
    av_check(avcodec_receive_packet(encoder.get(), packet.get()), "FFV1", "fetching an encoded picture");
    const auto bytes = bytes_of(*packet);
    encoders_.give_back(std::move(encoder));
    return {.bytes = std::make_shared<const std::vector<std::uint8_t>>(bytes.begin(), bytes.end()),
            .pts = pts,
            .dts = pts,
            .duration = 1,
            .key = true};
  }

  Image decode(const CodedFrame& coded) const override { return decoder_.decode(*coded.bytes); }

 private:
  StreamInfo stream_;
  Codec encoder_;  // the first, until it joins the others
  Ffv1Decoder decoder_;
  mutable Pool<Codec> encoders_;
};

}  // namespace

std::unique_ptr<FrameCodec> make_ffv1(const StreamInfo& stream) { return std::make_unique<Ffv1>(stream); }

Track ffv1_track(const StreamInfo& stream) {
  Track track;
  track.codec = "ffv1";
  track.extradata = extradata_of(*open_encoder(stream));
  if (track.extradata.size() % 2 != 0) track.extradata.push_back(0);  // as Matroska keeps it, in Microsoft's manner
  track.stream = stream;
  if (!stream.timecode.empty()) track.tags.emplace_back("TIMECODE", stream.timecode);
  return track;
}

std::uint64_t ffv1_memory(const StreamInfo& stream) {
  const auto pixels = static_cast<std::uint64_t>(stream.size.width) * static_cast<std::uint64_t>(stream.size.height);
  constexpr std::uint64_t packet = 37 * 4;  // bytes a pixel that the encoder keeps for a packet
  constexpr std::uint64_t states = 64U << 20;
  return pixels * (packet + 4 * 2 * static_cast<std::uint64_t>(stream.planes)) + states;
}

}  // namespace tasma::codecs
