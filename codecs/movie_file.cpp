#include "codecs/movie_file.hpp"

#include <string>
#include <vector>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

constexpr const char* formats =
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mxf,mpeg,mpegts,mpegvideo,h264,hevc,dv,nut,yuv4mpegpipe";
constexpr std::int64_t most_pixels = std::int64_t{1} << 26;  // 8192 x 8192; a header that says more is not believed

/// Finds out what headers leave open, by decoding a little.
void probe(AVFormatContext& demuxer, const std::filesystem::path& file) {
  std::vector<AVDictionary*> options(demuxer.nb_streams, nullptr);
  for (auto& each : options) {
    av_dict_set_int(&each, "max_pixels", most_pixels, 0);
    av_dict_set_int(&each, "threads", 1, 0);
  }
  const int result = avformat_find_stream_info(&demuxer, options.data());
  for (auto& each : options) av_dict_free(&each);
  av_check(result, file, "looking for streams");
}

int first_picture_stream(const AVFormatContext& demuxer, const std::filesystem::path& file) {
  for (unsigned i = 0; i < demuxer.nb_streams; ++i) {
    const auto& stream = *demuxer.streams[i];
    if (stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !(stream.disposition & AV_DISPOSITION_ATTACHED_PIC))
      return static_cast<int>(i);
  }
  throw Error(ExitCode::material, Message("T2620", "{1}: holds no moving pictures", {printable(file)}));
}

Codec opened(const MovieFile& file) {
  auto codec = make_decoder(file.picture().codecpar->codec_id);
  av_check(avcodec_parameters_to_context(codec.get(), file.picture().codecpar), file.path,
           "reading the codec's header");
  codec->pkt_timebase = file.picture().time_base;
  codec->max_pixels = most_pixels;
  codec->err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE;
  codec->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;  // so that a damaged frame is counted and named, not left out
  av_check(avcodec_open2(codec.get(), nullptr, nullptr), file.path, "opening the decoder");
  return codec;
}

}  // namespace

MovieFile::MovieFile(const std::filesystem::path& file)
    : path(file),
      demuxer(open_demuxer(file, nullptr, {{"format_whitelist", formats}, {"protocol_whitelist", "file"}})) {
  probe(*demuxer, file);
  stream = first_picture_stream(*demuxer, file);
}

MovieDecoder::MovieDecoder(const std::filesystem::path& file) : file_(file), codec_(opened(file_)) {
  const auto& coded = *file_.picture().codecpar;
  if (coded.codec_id == AV_CODEC_ID_FFV1)
    ffv1_ = parse_ffv1_record({coded.extradata, static_cast<std::size_t>(coded.extradata_size)});
  for (unsigned i = 0; i < file_.demuxer->nb_streams; ++i)
    if (static_cast<int>(i) != file_.stream) file_.demuxer->streams[i]->discard = AVDISCARD_ALL;
}

Error MovieDecoder::damaged() const {
  return {ExitCode::material, Message("T2621", "{1}: frame {2} is damaged; copy the file again",
                                      {printable(file_.path), std::to_string(decoded_)})};
}

bool MovieDecoder::feed() {
  const auto packet = make_packet();
  for (;;) {
    const int result = av_read_frame(file_.demuxer.get(), packet.get());
    if (result == AVERROR_EOF) return false;
    av_check(result, file_.path, "reading frame " + std::to_string(decoded_));
    if (packet->stream_index == file_.stream) break;
    av_packet_unref(packet.get());
  }
  // libavcodec decodes damaged slices with no word but in its log.
  if (ffv1_ && ffv1_->checked && !has_sound_slices(*ffv1_, bytes_of(*packet))) throw damaged();
  av_check(avcodec_send_packet(codec_.get(), packet.get()), file_.path,
           "decoding near frame " + std::to_string(decoded_));
  return true;
}

std::optional<Picture> MovieDecoder::next() {
  auto picture = make_picture();
  for (;;) {
    const int result = avcodec_receive_frame(codec_.get(), picture.get());
    if (result == AVERROR_EOF) return std::nullopt;
    if (result != AVERROR(EAGAIN)) {
      av_check(result, file_.path, "decoding frame " + std::to_string(decoded_));
      break;
    }
    if (!feed()) av_check(avcodec_send_packet(codec_.get(), nullptr), file_.path, "decoding the last frames");
  }
  if (picture->decode_error_flags != 0 || (picture->flags & AV_FRAME_FLAG_CORRUPT)) throw damaged();
  ++decoded_;
  return picture;
}

}  // namespace tasma::codecs
