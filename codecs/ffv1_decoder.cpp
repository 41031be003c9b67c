#include "codecs/ffv1_decoder.hpp"

#include "codecs/picture.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

constexpr std::int64_t most_pixels = std::int64_t{1} << 28;  // 16K square; a header that says more lies

Ffv1Record record_of(std::span<const std::uint8_t> extradata) {
  const auto record = parse_ffv1_record(extradata);
  if (!record)
    throw Error(ExitCode::material, Message("T2406",
                                            "the FFV1 configuration is damaged or not of version 3; "
                                            "only such a file can be read as a master"));
  return *record;
}

[[noreturn]] void refuse(const char* what) {
  throw Error(ExitCode::material,
              Message("T2407", "the FFV1 picture is damaged: {1}; take another copy of the file", {what}));
}

}  // namespace

StreamInfo ffv1_stream(Size size, std::span<const std::uint8_t> extradata) {
  const auto record = record_of(extradata);
  if (record.planes() == 0)
    throw Error(ExitCode::material, Message("T2408", "the FFV1 pictures are YCbCr; a master has grey or RGB"));
  if (size.width < 1 || size.height < 1 || std::int64_t{size.width} * size.height > most_pixels)
    throw Error(ExitCode::material, Message("T2409", "pictures of {1}x{2} pixels are not supported",
                                            {std::to_string(size.width), std::to_string(size.height)}));
  StreamInfo stream;
  stream.size = size;
  stream.planes = record.planes();
  stream.depth = record.bits;
  pixel_format(stream.planes, stream.depth);  // throws for what we cannot hold
  return stream;
}

Ffv1Decoder::Ffv1Decoder(Size size, std::vector<std::uint8_t> extradata)
    : extradata_(std::move(extradata)), record_(record_of(extradata_)), stream_(ffv1_stream(size, extradata_)) {}

Codec Ffv1Decoder::open() const {
  auto decoder = make_decoder(AV_CODEC_ID_FFV1);
  decoder->width = stream_.size.width;
  decoder->height = stream_.size.height;
  decoder->max_pixels = most_pixels;
  decoder->err_recognition = AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;  // decode() checks the CRCs
  set_extradata(decoder->extradata, decoder->extradata_size, extradata_);
  av_check(avcodec_open2(decoder.get(), nullptr, nullptr), "FFV1", "opening the decoder");
  return decoder;
}

Image Ffv1Decoder::decode(std::span<const std::uint8_t> packet) const {
  if (record_.checked && !has_sound_slices(record_, packet)) refuse("a slice is missing or its CRC is wrong");
  auto decoder = idle_.take([&] { return open(); });
  const auto sent = make_packet(packet);
  const auto picture = make_picture();
  if (avcodec_send_packet(decoder.get(), sent.get()) < 0) refuse("the decoder does not take it");
  if (avcodec_receive_frame(decoder.get(), picture.get()) < 0) refuse("the decoder finds no picture in it");
  if (picture->decode_error_flags != 0 || (picture->flags & AV_FRAME_FLAG_CORRUPT) != 0)
    refuse("the decoder found errors in it");
  if (picture->width != stream_.size.width || picture->height != stream_.size.height ||
      picture->format != pixel_format(stream_.planes, stream_.depth))
    refuse("it is not of the size and depth the file states");
  auto image = to_image(*picture);
  idle_.give_back(std::move(decoder));
  return image;
}

}  // namespace tasma::codecs
