extern "C" {
#include <libavutil/opt.h>
}

#include <optional>
#include <set>
#include <span>
#include <utility>

#include "codecs/display_picture.hpp"
#include "codecs/pool.hpp"
#include "codecs/screening.hpp"
#include "codecs/screening_dcp.hpp"

namespace tasma::codecs {
namespace {

struct Setting {
  const char *name, *value;
};

// screening.md 2 and 3: grain would take 80 Mbit/s at this quality, which no reading room's machine plays, so the rate
// is capped. Equal bytes on every processor cost a tenth of the speed.
constexpr Setting h264_settings[] = {
    {"preset", "medium"},
    {"tune", "film"},
    {"profile", "high"},
    {"crf", "18"},
    {"x264-params",
     "cpu-independent=1:open-gop=0:keyint=48:min-keyint=24:bframes=3:b-pyramid=normal:vbv-maxrate=20000:vbv-bufsize="
     "40000"},
};
constexpr Setting prores_settings[] = {{"profile", "hq"}, {"vendor", "apl0"}, {"bits_per_mb", "8000"}};

/// What a format is made by.
struct Recipe {
  const char *encoder, *codec;  // libav's names
  AVPixelFormat pixels;
  int depth;
  std::span<const Setting> settings;
};

Recipe recipe_of(ScreeningFormat format) {
  if (format == ScreeningFormat::h264) return {"libx264", "h264", AV_PIX_FMT_YUV420P, 8, h264_settings};
  return {"prores_ks", "prores", AV_PIX_FMT_YUV422P10LE, 10, prores_settings};
}

Codec open_encoder(const Recipe& recipe, Size size, const Rational& rate) {
  auto codec = make_encoder(recipe.encoder);
  codec->width = size.width;
  codec->height = size.height;
  codec->pix_fmt = recipe.pixels;
  codec->framerate = av_rational(rate);
  codec->time_base = av_inv_q(codec->framerate);
  codec->sample_aspect_ratio = {1, 1};
  codec->color_primaries = AVCOL_PRI_BT709;
  codec->color_trc = AVCOL_TRC_BT709;
  codec->colorspace = AVCOL_SPC_BT709;
  codec->color_range = AVCOL_RANGE_MPEG;
  codec->chroma_sample_location = AVCHROMA_LOC_LEFT;
  codec->field_order = AV_FIELD_PROGRESSIVE;
  codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
  for (const auto& [name, value] : recipe.settings)
    av_check(av_opt_set(codec->priv_data, name, value, 0), recipe.encoder, name);
  av_check(avcodec_open2(codec.get(), nullptr, nullptr), recipe.encoder, "opening the encoder");
  return codec;
}

class Encoder final : public ChunkEncoder {
 public:
  Encoder(ScreeningFormat format, Size size, const Rational& rate, const std::filesystem::path& file)
      : recipe_(recipe_of(format)), codec_(open_encoder(recipe_, size, rate)), writer_(file, {track(size, rate)}) {}

  void write(const DisplayedFrame& frame, std::int64_t pts) override {
    const Picture picture(av_made(av_frame_clone(frame.pictures.at(recipe_.pixels).get())));
    picture->pts = pts;
    code(picture.get());
  }

  void finish() override {
    code(nullptr);  // drains the encoder
    writer_.finish();
  }

 private:
  void code(AVFrame* picture) {
    av_check(avcodec_send_frame(codec_.get(), picture), recipe_.encoder, "coding a picture");
    const auto packet = make_packet();
    for (;;) {
      const int result = avcodec_receive_packet(codec_.get(), packet.get());
      if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return;
      av_check(result, recipe_.encoder, "coding a picture");
      // Moved on so far that no decoding time is negative, which Matroska would not keep; the join counts in any case.
      const std::int64_t later = codec_->has_b_frames;
      const auto coded = bytes_of(*packet);
      writer_.write(0, {std::make_shared<const std::vector<std::uint8_t>>(coded.begin(), coded.end()),
                        packet->pts + later, packet->dts + later, 1, (packet->flags & AV_PKT_FLAG_KEY) != 0});
    }
  }

  Track track(Size size, const Rational& rate) const {
    Track track;
    track.codec = recipe_.codec;
    if (codec_->extradata_size > 0)
      track.extradata.assign(codec_->extradata, codec_->extradata + codec_->extradata_size);
    track.stream = {size, 3, recipe_.depth, rate, {1, 1}, Transfer::video, {}};
    return track;
  }

  Recipe recipe_;
  Codec codec_;
  MatroskaWriter writer_;
};

/// Lends a converter to each thread that asks.
class SharedDisplay final : public Display {
 public:
  SharedDisplay(const DisplaySpec& spec, Size size, const std::vector<ScreeningFormat>& formats)
      : spec_(spec), size_(size) {
    for (const auto format : formats) {
      if (format == ScreeningFormat::dcp)
        dcp_.emplace(spec);
      else
        kinds_.insert(recipe_of(format).pixels);
    }
    idle_.give_back(std::make_unique<DisplayPicture>(spec, size));  // what is wrong with the spec is said now
  }

  DisplayedFramePtr convert(const Image& image) const override {
    auto converter = idle_.take([&] { return std::make_unique<DisplayPicture>(spec_, size_); });
    auto frame = std::make_shared<DisplayedFrame>();
    converter->take(image);
    for (const auto kind : kinds_) frame->pictures.emplace(kind, converter->picture(kind));
    if (dcp_) frame->codestream = dcp_->code(*converter);
    idle_.give_back(std::move(converter));
    return frame;
  }

 private:
  DisplaySpec spec_;
  Size size_;
  std::set<AVPixelFormat> kinds_;
  std::optional<DcpPicture> dcp_;
  mutable Pool<std::unique_ptr<DisplayPicture>> idle_;
};

}  // namespace

std::unique_ptr<const Display> make_display(const DisplaySpec& spec, int tallest,
                                            const std::vector<ScreeningFormat>& formats) {
  return std::make_unique<SharedDisplay>(spec, display_size(spec, tallest), formats);
}

std::unique_ptr<ChunkEncoder> make_chunk_encoder(const DisplaySpec& spec, int tallest, ScreeningFormat format,
                                                 const std::filesystem::path& file) {
  if (format == ScreeningFormat::dcp) return make_dcp_chunk_encoder(spec, file);
  return std::make_unique<Encoder>(format, display_size(spec, tallest), spec.scan.rate, file);
}

}  // namespace tasma::codecs
