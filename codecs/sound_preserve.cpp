#include <algorithm>
#include <array>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/settle.hpp"
#include "codecs/sound.hpp"
#include "codecs/sound_decoder.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;
using Sink = std::function<void(const CodedFrame&)>;

/// FLAC of libav keeps 16 and 24 bits of up to 8 channels, at these rates (RFC 9639, 9.1.2). 8 bits it has no format
/// for.
bool goes_into_flac(const SoundInfo& sound) {
  const bool bits = sound.codec == "pcm_s16le" || sound.codec == "pcm_s24le";
  return bits && sound.channels <= 8 && (sound.rate < 65536 || (sound.rate % 10 == 0 && sound.rate <= 655350));
}

void refuse_unless_plain(const SoundInfo& sound) {
  constexpr std::array plain{"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le"};
  if (std::ranges::find(plain, sound.codec) == plain.end() || sound.bits % 8 != 0 || sound.channels < 1)
    throw Error(ExitCode::material, Message("T2443",
                                            "{1}: sound coded as {2} cannot be preserved by itself; give it as "
                                            "WAV",
                                            {printable(sound.file), sound.codec}));
}

std::size_t bytes_of_sample(const SoundInfo& sound) { return static_cast<std::size_t>(sound.bits / 8); }
std::size_t bytes_of_moment(const SoundInfo& sound) {
  return bytes_of_sample(sound) * static_cast<std::size_t>(sound.channels);
}

CodedFrame coded(std::span<const std::uint8_t> bytes, std::int64_t at, std::int64_t duration) {
  return {std::make_shared<const Bytes>(bytes.begin(), bytes.end()), at, at, duration, true};
}

/// Takes the samples as stored, in whole blocks but for the last.
class Coder {
 public:
  virtual ~Coder() = default;
  virtual std::size_t block() const = 0;  // samples a channel
  virtual Track track() const = 0;
  virtual void code(std::span<const std::uint8_t> samples, const Sink& sink) = 0;
  virtual Bytes finish(const Sink& sink) = 0;  // the private data as it is known now; empty: as before
};

Track track_of(const SoundInfo& sound, std::string codec) {
  Track track;
  track.kind = Track::Kind::sound;
  track.codec = std::move(codec);
  track.rate = sound.rate;
  track.channels = sound.channels;
  track.bits = sound.bits;
  return track;
}

class Pcm final : public Coder {
 public:
  explicit Pcm(const SoundInfo& sound) : sound_(sound) {}
  std::size_t block() const override { return static_cast<std::size_t>(std::max(1, sound_.rate / 10)); }
  Track track() const override { return track_of(sound_, sound_.codec); }
  void code(std::span<const std::uint8_t> samples, const Sink& sink) override {
    const auto duration = static_cast<std::int64_t>(samples.size() / bytes_of_moment(sound_));
    sink(coded(samples, at_, duration));
    at_ += duration;
  }
  Bytes finish(const Sink&) override { return {}; }

 private:
  const SoundInfo& sound_;
  std::int64_t at_ = 0;
};

class Flac final : public Coder {
 public:
  explicit Flac(const SoundInfo& sound) : sound_(sound), codec_(make_encoder("flac")) {
    codec_->sample_fmt = sound.bits == 16 ? AV_SAMPLE_FMT_S16 : AV_SAMPLE_FMT_S32;
    codec_->bits_per_raw_sample = sound.bits;
    codec_->sample_rate = sound.rate;
    codec_->time_base = {1, sound.rate};
    av_channel_layout_default(&codec_->ch_layout, sound.channels);
    av_check(avcodec_open2(codec_.get(), nullptr, nullptr), sound.file, "opening the FLAC encoder");
  }
  std::size_t block() const override { return static_cast<std::size_t>(codec_->frame_size); }
  Track track() const override {
    auto track = track_of(sound_, "flac");
    track.extradata.assign(codec_->extradata, codec_->extradata + codec_->extradata_size);
    return track;
  }
  void code(std::span<const std::uint8_t> samples, const Sink& sink) override {
    const auto frame = make_picture();
    frame->format = codec_->sample_fmt;
    frame->sample_rate = sound_.rate;
    frame->nb_samples = static_cast<int>(samples.size() / bytes_of_moment(sound_));
    frame->pts = at_;
    at_ += frame->nb_samples;
    av_check(av_channel_layout_copy(&frame->ch_layout, &codec_->ch_layout), sound_.file, "naming channels");
    av_check(av_frame_get_buffer(frame.get(), 0), sound_.file, "making room for sound");
    auto* to = frame->data[0];
    if (sound_.bits == 16) {
      std::ranges::copy(samples, to);
    } else {  // 24 bits stand in the upper part of 32
      for (std::size_t i = 0; i < samples.size(); i += 3) {
        *to++ = 0;
        to = std::copy_n(samples.data() + i, 3, to);
      }
    }
    send(frame.get(), sink);
  }
  Bytes finish(const Sink& sink) override {
    send(nullptr, sink);
    return final_;
  }

 private:
  void send(AVFrame* frame, const Sink& sink) {
    av_check(avcodec_send_frame(codec_.get(), frame), sound_.file, "coding FLAC");
    const auto packet = make_packet();
    for (;;) {
      const int result = avcodec_receive_packet(codec_.get(), packet.get());
      if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return;
      av_check(result, sound_.file, "coding FLAC");
      std::size_t size = 0;
      if (const auto* const data = av_packet_get_side_data(packet.get(), AV_PKT_DATA_NEW_EXTRADATA, &size))
        final_.assign(data, data + size);
      if (packet->size == 0) continue;
      sink(coded(bytes_of(*packet), made_, packet->duration));
      made_ += packet->duration;
    }
  }

  const SoundInfo& sound_;
  Codec codec_;
  std::int64_t at_ = 0, made_ = 0;
  Bytes final_;
};

std::unique_ptr<Coder> make_coder(const SoundInfo& sound) {
  if (goes_into_flac(sound)) return std::make_unique<Flac>(sound);
  return std::make_unique<Pcm>(sound);
}

void refuse_change(const SoundInfo& sound) {
  const auto now = InputFile(sound.file).opened();
  if (now.size != sound.size || now.modified_ns != sound.modified_ns)
    throw Error(ExitCode::material, Message("T2444",
                                            "{1}: has changed since it was looked at; wait until nobody writes "
                                            "it, then run again",
                                            {printable(sound.file)}));
}

void stop_if(const std::function<bool()>& stop) {
  if (stop())
    throw Error(ExitCode::interrupted, Message("T2445", "stopped while coding sound; the same command goes on"));
}

/// Reads the source once, hands its samples to the coder and returns their digest.
Sha256 code_all(const SoundInfo& sound, Coder& coder, MatroskaWriter& writer, const std::function<bool()>& stop) {
  SoundDecoder source(sound.file);
  if (const std::string found = avcodec_get_name(source.stream().codecpar->codec_id); found != sound.codec)
    throw Error(ExitCode::material,
                Message("T2446", "{1}: libav takes its {2} for {3}", {printable(sound.file), sound.codec, found}));
  const Sink write = [&](const CodedFrame& frame) { writer.write(0, frame); };
  Sha256Stream digest;
  std::uint64_t bytes = 0;
  Bytes block;
  const auto full = coder.block() * bytes_of_moment(sound);
  for (const auto packet = make_packet(); source.next_packet(*packet);) {
    stop_if(stop);
    const auto samples = bytes_of(*packet);
    digest.add(samples);
    bytes += samples.size();
    block.insert(block.end(), samples.begin(), samples.end());
    auto rest = std::span<const std::uint8_t>(block);
    for (; rest.size() >= full; rest = rest.subspan(full)) coder.code(rest.first(full), write);
    block.erase(block.begin(), block.end() - std::ssize(rest));
  }
  if (bytes != static_cast<std::uint64_t>(sound.samples) * bytes_of_moment(sound))
    throw Error(ExitCode::material,
                Message("T2447", "{1}: {2} bytes of sound are there, its header says {3}; copy the file again",
                        {printable(sound.file), std::to_string(bytes),
                         std::to_string(static_cast<std::uint64_t>(sound.samples) * bytes_of_moment(sound))}));
  if (!block.empty()) coder.code(block, write);
  if (const auto extradata = coder.finish(write); !extradata.empty()) writer.set_extradata(0, extradata);
  return digest.finish();
}

/// Decoded sound as it was stored: interleaved, without the zeros that fill 24 bits to 32 and, in FLAC, 8 to 16.
Bytes samples_of(const AVFrame& block, const SoundInfo& sound) {
  const auto format = static_cast<AVSampleFormat>(block.format);
  const auto wide = static_cast<std::size_t>(av_get_bytes_per_sample(format));
  const auto narrow = bytes_of_sample(sound);
  const auto channels = static_cast<std::size_t>(block.ch_layout.nb_channels);
  const bool planar = av_sample_fmt_is_planar(format) != 0;
  const bool decoded_unsigned = av_get_packed_sample_fmt(format) == AV_SAMPLE_FMT_U8;
  const bool other_sign = narrow == 1 && decoded_unsigned != (sound.codec == "pcm_u8");
  const bool big_endian = sound.codec.ends_with("be");
  Bytes bytes;
  for (std::size_t i = 0; i < static_cast<std::size_t>(block.nb_samples); ++i)
    for (std::size_t channel = 0; channel < channels; ++channel) {
      const auto* const sample =
          planar ? block.extended_data[channel] + i * wide : block.data[0] + (i * channels + channel) * wide;
      if (std::any_of(sample, sample + (wide - narrow), [](std::uint8_t byte) { return byte != 0; }))
        throw Error(ExitCode::material, Message("T2463", "{1}: sound track has more than the {2} bits of its file",
                                                {printable(sound.file), std::to_string(sound.bits)}));
      bytes.insert(bytes.end(), sample + (wide - narrow), sample + wide);
      if (other_sign) bytes.back() ^= 0x80;
      if (big_endian) std::reverse(bytes.end() - static_cast<std::ptrdiff_t>(narrow), bytes.end());
    }
  return bytes;
}

/// The digest of the samples of a finished segment, read again.
Sha256 digest_of(const fs::path& segment, const SoundInfo& sound, const std::function<bool()>& stop) {
  Sha256Stream digest;
  read_stored_sound(segment, 0, sound, [&](std::span<const std::uint8_t> samples) {
    stop_if(stop);
    digest.add(samples);
  });
  return digest.finish();
}

}  // namespace

Sha256 preserve_sound(const SoundInfo& sound, const fs::path& segment, const std::function<bool()>& stop) {
  refuse_unless_plain(sound);
  refuse_change(sound);
  const auto coder = make_coder(sound);
  MatroskaWriter writer(segment, {coder->track()});
  const auto digest = code_all(sound, *coder, writer, stop);
  writer.finish();
  refuse_change(sound);
  settle(segment, Cache::drop);
  if (digest_of(segment, sound, stop) != digest)
    throw Error(ExitCode::io,
                Message("T2449", "{1}: reads back otherwise than it was coded; check the disk", {printable(segment)}));
  return digest;
}

void read_stored_sound(const fs::path& segment, std::size_t track, const SoundInfo& sound,
                       const std::function<void(std::span<const std::uint8_t>)>& sink) {
  SoundDecoder decoder(segment, track);
  for (const auto block = make_picture(); decoder.next(*block);) {
    if (static_cast<std::size_t>(av_get_bytes_per_sample(static_cast<AVSampleFormat>(block->format))) <
            bytes_of_sample(sound) ||
        block->ch_layout.nb_channels != sound.channels)
      throw Error(ExitCode::material,
                  Message("T2452",
                          "{1}: its sound is not of {2} bits in {3} channels, as is kept of "
                          "it; take another copy",
                          {printable(segment), std::to_string(sound.bits), std::to_string(sound.channels)}));
    sink(samples_of(*block, sound));
  }
}

}  // namespace tasma::codecs
