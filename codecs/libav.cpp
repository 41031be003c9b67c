#include "codecs/libav.hpp"

extern "C" {
#include <libavutil/log.h>
}

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <string>

#include "codecs/lent_file.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/library_log.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

void receive(void* source, int level, const char* format, va_list arguments) {
  if (level > AV_LOG_INFO) return;
  std::array<char, 1024> line{};
  std::vsnprintf(line.data(), line.size(), format, arguments);
  // Who speaks, but not at which address, as libav's own prefix has it.
  const auto* const speaker = source ? *static_cast<const AVClass* const*>(source) : nullptr;
  const auto text = (speaker ? std::string(speaker->item_name(source)) + ": " : "") + line.data();
  using enum LibraryLevel;
  tell_library_log(level <= AV_LOG_ERROR ? error : level <= AV_LOG_WARNING ? warning : info, "libav", text);
}

// libav writes to standard error unless told otherwise; whoever uses this file has told it.
[[maybe_unused]] const bool told = (av_log_set_callback(receive), true);

ExitCode exit_code_of_libav(int result) {
  switch (result) {
    case AVERROR_BUG:
    case AVERROR_BUG2:
    case AVERROR_ENCODER_NOT_FOUND:
    case AVERROR_MUXER_NOT_FOUND:
    case AVERROR_OPTION_NOT_FOUND:
      return ExitCode::bug;
    case AVERROR_INVALIDDATA:
    case AVERROR_EOF:
    case AVERROR_DECODER_NOT_FOUND:
    case AVERROR_DEMUXER_NOT_FOUND:
    case AVERROR_STREAM_NOT_FOUND:
    case AVERROR_PATCHWELCOME:
    case AVERROR(EPERM):  // -1, "failed", where libav gives no reason; what may not be opened is EACCES
    case AVERROR(EINVAL):
    case AVERROR(ENOSYS):
      return ExitCode::material;
    default:
      return exit_code_of(std::error_code(AVUNERROR(result), std::generic_category()));
  }
}

/// libav takes what stands before a colon for a protocol; ours are always files.
std::string url_of(const std::filesystem::path& file) { return "file:" + file.string(); }

Codec make_codec(const AVCodec* codec, const char* name) {
  if (!codec) throw Error(ExitCode::bug, Message("T2403", "libavcodec was built without {1}", {name}));
  Codec context(av_made(avcodec_alloc_context3(codec)));
  context->thread_count = 1;
  context->flags |= AV_CODEC_FLAG_BITEXACT;
  return context;
}

}  // namespace

void free_demuxer(AVFormatContext* demuxer) noexcept {
  auto* const lent = demuxer->pb;
  avformat_close_input(&demuxer);
  free_lent(lent);
}

void free_muxer(AVFormatContext* muxer) noexcept {
  if (muxer->pb) avio_closep(&muxer->pb);
  avformat_free_context(muxer);
}

int av_check(int result, const std::filesystem::path& file, std::string_view doing) {
  if (result >= 0) return result;
  if (result == AVERROR(ENOMEM)) throw std::bad_alloc();
  std::array<char, AV_ERROR_MAX_STRING_SIZE> reason{};
  av_strerror(result, reason.data(), reason.size());
  if (result == AVERROR(ENOSPC))
    throw Error(exit_code_of_libav(result), Message("T2423", "{1}: {2}: {3}; make room, then go on by the same command",
                                                    {printable(file), std::string(doing), reason.data()}));
  throw Error(exit_code_of_libav(result),
              Message("T2402", "{1}: {2}: {3}", {printable(file), std::string(doing), reason.data()}));
}

Picture make_picture() { return Picture(av_made(av_frame_alloc())); }
Packet make_packet() { return Packet(av_made(av_packet_alloc())); }

Packet make_packet(std::span<const std::uint8_t> bytes) {
  auto packet = make_packet();
  if (bytes.size() > std::numeric_limits<int>::max() - AV_INPUT_BUFFER_PADDING_SIZE ||
      av_new_packet(packet.get(), static_cast<int>(bytes.size())) < 0)
    throw std::bad_alloc();
  std::ranges::copy(bytes, packet->data);
  return packet;
}

std::span<const std::uint8_t> bytes_of(const AVPacket& packet) {
  return {packet.data, static_cast<std::size_t>(packet.size)};
}

Demuxer open_demuxer(const std::filesystem::path& file, const char* format,
                     std::initializer_list<std::pair<const char*, const char*>> options) {
  AVDictionary* wanted = nullptr;
  for (const auto& [name, value] : options) av_dict_set(&wanted, name, value, 0);
  auto lent = lend_without_attachments(file);
  auto* demuxer = av_made(avformat_alloc_context());
  demuxer->pb = lent.get();
  const int result =
      avformat_open_input(&demuxer, url_of(file).c_str(), format ? av_find_input_format(format) : nullptr, &wanted);
  av_dict_free(&wanted);
  if (result < 0) rethrow_failure(*lent);
  // Demuxers say EIO of headers that make no sense, too.
  av_check(result == AVERROR(EIO) ? AVERROR_INVALIDDATA : result, file, "opening");
  lent.release();  // free_demuxer() frees it
  return Demuxer(demuxer);
}

Demuxer open_matroska(const std::filesystem::path& file) { return open_demuxer(file, "matroska"); }

Muxer open_muxer(const std::filesystem::path& file, const char* format) {
  AVFormatContext* made = nullptr;
  av_check(avformat_alloc_output_context2(&made, nullptr, format, url_of(file).c_str()), file, "preparing to write");
  Muxer muxer(made);
  muxer->flags |= AVFMT_FLAG_BITEXACT;
  av_check(avio_open(&muxer->pb, url_of(file).c_str(), AVIO_FLAG_WRITE), file, "opening for writing");
  return muxer;
}

void close_muxer(Muxer& muxer, const std::filesystem::path& file) {
  avio_flush(muxer->pb);
  av_check(muxer->pb->error, file, "writing");
  av_check(avio_closep(&muxer->pb), file, "closing");
  muxer.reset();
}

Codec make_encoder(const char* name) { return make_codec(avcodec_find_encoder_by_name(name), name); }
Codec make_decoder(AVCodecID id) { return make_codec(avcodec_find_decoder(id), avcodec_get_name(id)); }

void set_extradata(std::uint8_t*& extradata, int& size, std::span<const std::uint8_t> bytes) {
  av_freep(&extradata);
  size = 0;
  if (bytes.empty()) return;
  extradata = av_made(static_cast<std::uint8_t*>(av_mallocz(bytes.size() + AV_INPUT_BUFFER_PADDING_SIZE)));
  std::ranges::copy(bytes, extradata);
  size = static_cast<int>(bytes.size());
}

}  // namespace tasma::codecs
