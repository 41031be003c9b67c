#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "codecs/downmix.hpp"
#include "codecs/libav.hpp"
#include "codecs/recipe.hpp"
#include "codecs/screening.hpp"
#include "codecs/sound_play.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

constexpr int rate = played_rate;
constexpr std::size_t pcm_block = 4800;  // samples a packet of PCM, a tenth of a second

/// Where coded sound goes: blocks of as many samples a channel as length() says, interleaved, full-scale 32 bits.
class Coder {
 public:
  virtual ~Coder() = default;
  virtual std::size_t length() const = 0;
  virtual Track track() const = 0;
  virtual void code(std::span<const std::int32_t> block, const std::function<void(CodedFrame)>& sink) = 0;
  virtual void drain(const std::function<void(CodedFrame)>& sink) = 0;
};

CodedFrame coded(std::vector<std::uint8_t> bytes, std::int64_t at, std::int64_t duration) {
  return {std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes)), at, at, duration, true};
}

/// 24-bit PCM, little-endian; samples of fewer bits keep their value exactly.
class Pcm final : public Coder {
 public:
  explicit Pcm(int channels) : channels_(channels) {}
  std::size_t length() const override { return pcm_block; }

  Track track() const override {
    Track track{Track::Kind::sound, "pcm_s24le", {}, {}, rate, channels_, 24, {}, {}, {}};
    return track;
  }

  void code(std::span<const std::int32_t> block, const std::function<void(CodedFrame)>& sink) override {
    std::vector<std::uint8_t> bytes;
    bytes.reserve(block.size() * 3);
    for (const auto sample : block) {
      const auto rounded =
          static_cast<std::uint32_t>(std::min((std::int64_t{sample} + 128) >> 8, std::int64_t{0x7fffff}));
      for (const int shift : {0, 8, 16}) bytes.push_back(static_cast<std::uint8_t>(rounded >> shift));
    }
    const auto duration = std::ssize(block) / channels_;
    sink(coded(std::move(bytes), at_, duration));
    at_ += duration;
  }

  void drain(const std::function<void(CodedFrame)>&) override {}

 private:
  int channels_;
  std::int64_t at_ = 0;
};

/// AAC-LC. The encoder delays sound by one packet; the join tells players to skip it.
class Aac final : public Coder {
 public:
  explicit Aac(int channels) : codec_(make_encoder("aac")) {
    codec_->sample_fmt = AV_SAMPLE_FMT_FLTP;
    codec_->sample_rate = rate;
    codec_->time_base = {1, rate};
    codec_->bit_rate = std::int64_t{channels} * (channels > 2 ? 128'000 : 160'000);
    codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_channel_layout_default(&codec_->ch_layout, channels);
    av_check(avcodec_open2(codec_.get(), nullptr, nullptr), {}, "opening the AAC encoder");
  }

  std::size_t length() const override { return static_cast<std::size_t>(codec_->frame_size); }

  Track track() const override {
    Track track{Track::Kind::sound, "aac", {}, {}, rate, codec_->ch_layout.nb_channels, 0, {}, {}, {}};
    track.extradata.assign(codec_->extradata, codec_->extradata + codec_->extradata_size);
    return track;
  }

  void code(std::span<const std::int32_t> block, const std::function<void(CodedFrame)>& sink) override {
    const auto channels = static_cast<std::size_t>(codec_->ch_layout.nb_channels);
    auto sound = make_picture();
    sound->format = codec_->sample_fmt;
    sound->sample_rate = rate;
    sound->nb_samples = static_cast<int>(block.size() / channels);
    sound->pts = at_;
    at_ += sound->nb_samples;
    av_check(av_channel_layout_copy(&sound->ch_layout, &codec_->ch_layout), {}, "naming channels");
    av_check(av_frame_get_buffer(sound.get(), 0), {}, "making room for sound");
    for (std::size_t channel = 0; channel < channels; ++channel) {
      auto* plane = reinterpret_cast<float*>(sound->extended_data[channel]);
      for (std::size_t i = channel; i < block.size(); i += channels)
        *plane++ = static_cast<float>(static_cast<double>(block[i]) / 2147483648.0);
    }
    send(sound.get(), sink);
  }

  void drain(const std::function<void(CodedFrame)>& sink) override { send(nullptr, sink); }

 private:
  void send(AVFrame* sound, const std::function<void(CodedFrame)>& sink) {
    av_check(avcodec_send_frame(codec_.get(), sound), {}, "coding sound");
    const auto packet = make_packet();
    for (;;) {
      const int result = avcodec_receive_packet(codec_.get(), packet.get());
      if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return;
      av_check(result, {}, "coding sound");
      const auto bytes = bytes_of(*packet);
      sink(coded({bytes.begin(), bytes.end()}, made_, codec_->frame_size));
      made_ += codec_->frame_size;
    }
  }

  Codec codec_;
  std::int64_t at_ = 0, made_ = 0;
};

std::unique_ptr<Coder> make_coder(const Coding& coding, int channels) {
  if (coding.format != ScreeningFormat::dcp && recipe_of(coding).is_delivered) return std::make_unique<Aac>(channels);
  return std::make_unique<Pcm>(channels);
}

/// Cuts samples into blocks of the coder's length.
class Blocks {
 public:
  Blocks(Coder& coder, std::size_t channels, std::function<void(CodedFrame)> sink)
      : coder_(coder), full_(coder.length() * channels), sink_(std::move(sink)) {}

  void add(std::span<const std::int32_t> samples) {
    while (!samples.empty()) {
      const auto some = std::min(samples.size(), full_ - block_.size());
      block_.insert(block_.end(), samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(some));
      samples = samples.subspan(some);
      if (block_.size() == full_) code();
    }
  }

  void finish() {
    if (!block_.empty()) code();
    coder_.drain(sink_);
  }

 private:
  void code() {
    coder_.code(block_, sink_);
    block_.clear();
  }

  Coder& coder_;
  std::size_t full_;
  std::function<void(CodedFrame)> sink_;
  std::vector<std::int32_t> block_;
};

}  // namespace

void encode_screening_sound(std::span<const SoundStretch> film, double gain_db, const CopySpec& copy,
                            const std::filesystem::path& segment) {
  const auto channels = channels_of(film);
  const bool mixes = copy.stereo && channels > 2;
  if (mixes && !has_downmix(channels))
    throw Error(ExitCode::material, Message("T2659",
                                            "{1} is stereo, and nobody says how {2} channels become two; mix them down "
                                            "first, or give 5.1",
                                            {copy.name, std::to_string(channels)}));
  const int coded_channels = mixes ? 2 : channels;
  const auto coder = make_coder(copy.coding, coded_channels);
  MatroskaWriter writer(segment, {coder->track()});
  Blocks blocks(*coder, static_cast<std::size_t>(coded_channels),
                [&](const CodedFrame& frame) { writer.write(0, frame); });
  play_sound(film, gain_db, [&](std::span<const std::int32_t> samples) {
    mixes ? blocks.add(mix_down(samples, channels)) : blocks.add(samples);
  });
  blocks.finish();
  writer.finish();
}

}  // namespace tasma::codecs
