extern "C" {
#include <libavutil/opt.h>
}

#include <span>
#include <utility>

#include "codecs/display_picture.hpp"
#include "codecs/screening.hpp"

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

/// One output of a chunk: an encoder and the file its packets go to.
class Output {
 public:
  Output(const ChunkOutput& wanted, Size size, const Rational& rate)
      : recipe_(recipe_of(wanted.format)),
        codec_(open_encoder(recipe_, size, rate)),
        writer_(wanted.file, {track(size, rate)}) {}

  const Recipe& recipe() const { return recipe_; }

  /// A null picture drains the encoder.
  void write(AVFrame* picture) {
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

  void finish() {
    write(nullptr);
    writer_.finish();
  }

 private:
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

class Encoder final : public ChunkEncoder {
 public:
  Encoder(const DisplaySpec& spec, Size size, const std::vector<ChunkOutput>& outputs) : display_(spec, size) {
    for (const auto& wanted : outputs) outputs_.push_back(std::make_unique<Output>(wanted, size, spec.scan.rate));
  }

  void write(const Frame& frame, std::int64_t pts) override {
    display_.take(frame.pixels);
    for (auto& output : outputs_) {
      const auto picture = display_.picture(output->recipe().pixels);
      picture->pts = pts;
      output->write(picture.get());
    }
  }

  void finish() override {
    for (auto& output : outputs_) output->finish();
  }

 private:
  DisplayPicture display_;
  std::vector<std::unique_ptr<Output>> outputs_;
};

}  // namespace

std::unique_ptr<ChunkEncoder> make_chunk_encoder(const DisplaySpec& spec, int tallest,
                                                 const std::vector<ChunkOutput>& outputs) {
  return std::make_unique<Encoder>(spec, display_size(spec, tallest), outputs);
}

}  // namespace tasma::codecs
