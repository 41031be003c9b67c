#include "codecs/sound.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

extern "C" {
#include <libavutil/opt.h>
}

#include "codecs/input_file.hpp"
#include "codecs/sound_decoder.hpp"
#include "codecs/stretch.hpp"
#include "codecs/wave.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

bool is_wave(const InputFile& file) {
  std::array<std::uint8_t, 12> head{};
  return begins_as_wave(std::span(head).first(file.read(0, head)));
}

SoundInfo probe_movie(const InputFile& file) {
  const SoundDecoder decoder(file.path());
  const auto& stream = decoder.stream();
  const auto& of = *stream.codecpar;
  SoundInfo sound;
  sound.file = file.path();
  sound.codec = avcodec_get_name(of.codec_id);
  sound.rate = of.sample_rate;
  sound.channels = of.ch_layout.nb_channels;
  sound.bits = std::max(of.bits_per_raw_sample, of.bits_per_coded_sample);
  if (stream.duration > 0 && of.sample_rate > 0)
    sound.samples = av_rescale_q(stream.duration, stream.time_base, {1, of.sample_rate});
  sound.modified_ns = file.opened().modified_ns;
  sound.size = file.opened().size;
  if (sound.rate < 8000 || sound.rate > 384'000 || sound.channels < 1 || sound.channels > 64)
    throw Error(
        ExitCode::material,
        Message("T2441", "{1}: sound of {2} channels at {3} Hz is not supported; 1-64 channels of 8-384 kHz are",
                {printable(file.path()), std::to_string(sound.channels), std::to_string(sound.rate)}));
  return sound;
}

Resampler make_resampler(AVFrame& block, int rate, const Rational& speed, const std::filesystem::path& file) {
  SwrContext* made = nullptr;
  // Played faster, its samples are those of a higher rate; both stand over one denominator, as whole numbers.
  const std::int64_t in = block.sample_rate * speed.num, out = rate * speed.den, common = std::gcd(in, out);
  av_check(
      swr_alloc_set_opts2(&made, &block.ch_layout, AV_SAMPLE_FMT_S32, static_cast<int>(out / common), &block.ch_layout,
                          static_cast<AVSampleFormat>(block.format), static_cast<int>(in / common), 0, nullptr),
      file, "preparing to resample");
  Resampler resampler(made);
  // In doubles, since floats would drop bits of 24 and more.
  av_check(av_opt_set_sample_fmt(made, "internal_sample_fmt", AV_SAMPLE_FMT_DBLP, 0), file, "preparing to resample");
  av_check(swr_init(made), file, "preparing to resample");
  return resampler;
}

/// What a resampler is fed with and gives on.
class Conversion {
 public:
  using Sink = std::function<void(std::span<const std::int32_t> samples, int channels)>;
  Conversion(const std::filesystem::path& file, int rate, const Rational& speed, const AVFrame& first, const Sink& sink)
      : file_(file),
        rate_(rate),
        channels_(first.ch_layout.nb_channels),
        sink_(sink),
        first_(av_made(av_frame_clone(&first))),
        resampler_(make_resampler(*first_, rate, speed, file)) {}

  void silence(double length_s) {
    const auto samples = static_cast<std::size_t>(std::llround(length_s * rate_));
    for (std::size_t done = 0; done < samples;) {
      const auto some = std::min<std::size_t>(samples - done, 4096);
      samples_.assign(some * static_cast<std::size_t>(channels_), 0);
      sink_(samples_, channels_);
      done += some;
    }
  }

  void feed(const AVFrame& block) {
    if (block.format != first_->format || block.sample_rate != first_->sample_rate ||
        block.ch_layout.nb_channels != channels_)
      throw Error(ExitCode::material,
                  Message("T2442", "{1}: its sound changes rate, channels or format on the way", {printable(file_)}));
    convert(const_cast<const std::uint8_t**>(block.extended_data), block.nb_samples);
  }

  void drain() { convert(nullptr, 0); }

 private:
  void convert(const std::uint8_t** data, int count) {
    const int room = av_check(swr_get_out_samples(resampler_.get(), count), file_, "resampling");
    samples_.resize(static_cast<std::size_t>(room) * static_cast<std::size_t>(channels_));
    auto* out = reinterpret_cast<std::uint8_t*>(samples_.data());
    const int made = av_check(swr_convert(resampler_.get(), &out, room, data, count), file_, "resampling");
    samples_.resize(static_cast<std::size_t>(made) * static_cast<std::size_t>(channels_));
    if (made > 0) sink_(samples_, channels_);
  }

  const std::filesystem::path& file_;
  int rate_;
  int channels_;
  const Sink& sink_;
  Picture first_;  // whose shape all blocks must have
  Resampler resampler_;
  std::vector<std::int32_t> samples_;
};

}  // namespace

SoundInfo probe_sound(const std::filesystem::path& file) {
  const InputFile opened(file);
  return is_wave(opened) ? probe_wave(file) : probe_movie(opened);
}

void read_sound(const std::filesystem::path& file, int rate, const SoundSpeed& speed,
                const std::function<void(std::span<const std::int32_t> samples, int channels)>& sink) {
  if (speed.keeps_pitch && !(speed.ratio == Rational{1, 1})) return stretch_sound(file, rate, speed.ratio, sink);
  probe_sound(file);  // throws for headers that lie
  SoundDecoder decoder(file);
  const auto block = make_picture();
  std::optional<Conversion> conversion;
  while (decoder.next(*block)) {
    if (!conversion) {
      conversion.emplace(file, rate, speed.ratio, *block, sink);
      const auto start =
          block->pts == AV_NOPTS_VALUE ? 0.0 : static_cast<double>(block->pts) * av_q2d(decoder.stream().time_base);
      conversion->silence(std::clamp(start, 0.0, 3600.0) / speed.ratio.value());  // sound that begins after the picture
    }
    conversion->feed(*block);
  }
  if (conversion) conversion->drain();
}

}  // namespace tasma::codecs
