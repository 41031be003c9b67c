extern "C" {
#include <libavutil/opt.h>
}

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "codecs/display_picture.hpp"
#include "codecs/pool.hpp"
#include "codecs/recipe.hpp"
#include "codecs/screening.hpp"
#include "codecs/screening_dcp.hpp"

namespace tasma::codecs {
namespace {

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
    av_check(av_opt_set(codec->priv_data, name, value.c_str(), 0), recipe.encoder, name);
  av_check(avcodec_open2(codec.get(), nullptr, nullptr), recipe.encoder, "opening the encoder");
  return codec;
}

PictureKind kind_of(const DisplaySpec& spec, const Coding& coding) {
  return {recipe_of(coding).pixels, display_size(spec, coding.within), coding.burnt};
}

class Encoder final : public ChunkEncoder {
 public:
  Encoder(const DisplaySpec& spec, const Coding& coding, const std::filesystem::path& file)
      : recipe_(recipe_of(coding)),
        kind_(kind_of(spec, coding)),
        codec_(open_encoder(recipe_, kind_.size, spec.scan.rate)),
        writer_(file, {track(kind_.size, spec.scan.rate)}) {}

  void write(const DisplayedFrame& frame, std::int64_t pts) override {
    const Picture picture(av_made(av_frame_clone(frame.of(kind_).get())));
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
  PictureKind kind_;
  Codec codec_;
  MatroskaWriter writer_;
};

/// Lends a converter to each thread that asks.
class SharedDisplay final : public Display {
 public:
  SharedDisplay(const DisplaySpec& spec, std::span<const Coding> codings, std::span<const CopySubtitles> burnt)
      : spec_(spec), burnt_(burnt.begin(), burnt.end()) {
    for (const auto& coding : codings) {
      if (coding.format == ScreeningFormat::dcp)
        dcps_.emplace_back(coding, DcpPicture(spec, coding));
      else if (const auto kind = kind_of(spec, coding); std::ranges::find(kinds_, kind) == kinds_.end())
        kinds_.push_back(kind);
    }
    // What is wrong with the spec, and with the fonts, is said now.
    idle_.give_back(std::make_unique<DisplayPicture>(spec, burnt_));
    for (const auto& kind : kinds_)
      if (kind.burnt.kind != BurntText::Kind::nothing) TextBurner(kind.burnt, burnt_, spec.scan.rate, kind.size);
  }

  DisplayedFramePtr convert(const Image& image, const FramePlace& place) const override {
    auto converter = idle_.take([&] { return std::make_unique<DisplayPicture>(spec_, burnt_); });
    auto frame = std::make_shared<DisplayedFrame>();
    converter->take(image, place);
    for (const auto& kind : kinds_) frame->pictures.emplace_back(kind, converter->picture(kind));
    for (const auto& [coding, dcp] : dcps_) frame->codestreams.emplace_back(coding, dcp.code(*converter));
    idle_.give_back(std::move(converter));
    return frame;
  }

 private:
  DisplaySpec spec_;
  std::vector<CopySubtitles> burnt_;
  std::vector<PictureKind> kinds_;
  std::vector<std::pair<Coding, DcpPicture>> dcps_;
  mutable Pool<std::unique_ptr<DisplayPicture>> idle_;
};

}  // namespace

std::unique_ptr<const Display> make_display(const DisplaySpec& spec, std::span<const Coding> codings,
                                            std::span<const CopySubtitles> burnt) {
  return std::make_unique<SharedDisplay>(spec, codings, burnt);
}

std::unique_ptr<ChunkEncoder> make_chunk_encoder(const DisplaySpec& spec, const Coding& coding,
                                                 const std::filesystem::path& file) {
  if (coding.format == ScreeningFormat::dcp) return make_dcp_chunk_encoder(spec, coding, file);
  return std::make_unique<Encoder>(spec, coding, file);
}

}  // namespace tasma::codecs
