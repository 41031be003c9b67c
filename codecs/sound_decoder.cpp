#include "codecs/sound_decoder.hpp"

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

constexpr auto formats = "wav,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mxf,mpeg,mpegts";

Demuxer open(const std::filesystem::path& file) {
  return open_demuxer(file, nullptr, {{"format_whitelist", formats}, {"protocol_whitelist", "file"}});
}

}  // namespace

SoundDecoder::SoundDecoder(const std::filesystem::path& file, std::size_t track) : file_(file), demuxer_(open(file)) {
  std::size_t sounds = 0;
  for (unsigned i = 0; i < demuxer_->nb_streams; ++i) {
    auto& stream = *demuxer_->streams[i];
    if (stream.codecpar->codec_type == AVMEDIA_TYPE_AUDIO && sounds++ == track)
      stream_ = static_cast<int>(i);
    else
      stream.discard = AVDISCARD_ALL;
  }
  if (stream_ < 0) throw Error(ExitCode::material, Message("T2440", "{1}: there is no sound in it", {printable(file)}));
  codec_ = make_decoder(stream().codecpar->codec_id);
  av_check(avcodec_parameters_to_context(codec_.get(), stream().codecpar), file, "reading the header of the sound");
  codec_->pkt_timebase = stream().time_base;
  codec_->err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE;
  av_check(avcodec_open2(codec_.get(), nullptr, nullptr), file, "opening the decoder of the sound");
}

bool SoundDecoder::next_packet(AVPacket& packet) {
  for (;;) {
    av_packet_unref(&packet);
    const int result = av_read_frame(demuxer_.get(), &packet);
    if (result == AVERROR_EOF) {
      av_check(demuxer_->pb ? demuxer_->pb->error : 0, file_, "reading sound");
      return false;
    }
    av_check(result, file_, "reading sound");
    if (packet.stream_index == stream_) return true;
  }
}

bool SoundDecoder::next(AVFrame& block) {
  for (;;) {
    const int result = avcodec_receive_frame(codec_.get(), &block);
    if (result == AVERROR_EOF) return false;
    if (result != AVERROR(EAGAIN)) return av_check(result, file_, "decoding sound"), true;
    const auto packet = make_packet();
    const bool more = next_packet(*packet);
    av_check(avcodec_send_packet(codec_.get(), more ? packet.get() : nullptr), file_, "decoding sound");
  }
}

}  // namespace tasma::codecs
