#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "codecs/handle.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs {

/// Closes the file behind a muxer, if one is open, and frees it.
void free_muxer(AVFormatContext* muxer) noexcept;

/// Closes what open_demuxer() opened, and the file behind it.
void free_demuxer(AVFormatContext* demuxer) noexcept;

using Demuxer = Handle<AVFormatContext, free_demuxer>;
using Muxer = Handle<AVFormatContext, free_muxer>;
using Codec = Handle<AVCodecContext, avcodec_free_context>;
using Parameters = Handle<AVCodecParameters, avcodec_parameters_free>;
using Picture = Handle<AVFrame, av_frame_free>;  // sound, too
using Packet = Handle<AVPacket, av_packet_free>;
using Resampler = Handle<SwrContext, swr_free>;
using Scaler = Handle<SwsContext, sws_freeContext>;

/// Passes `result` through, or throws Error with libav's own words: material for what the file says, else by errno.
/// `doing` reads "writing packet 7".
int av_check(int result, const std::filesystem::path& file, std::string_view doing);

/// Throws std::bad_alloc for a null pointer: `av_made(av_frame_alloc())`.
template <class T>
T* av_made(T* object) {
  if (!object) throw std::bad_alloc();
  return object;
}

Picture make_picture();
Packet make_packet();

/// A packet with a copy of `bytes`.
Packet make_packet(std::span<const std::uint8_t> bytes);

/// The bytes of a packet, for as long as it lives.
std::span<const std::uint8_t> bytes_of(const AVPacket& packet);

/// Opens a container for reading, its header only: streams are not probed. `format` is libav's name of the only format
/// it may be of; null: any. `options` are libav's, by name. What is attached in a Matroska file is hidden from libav,
/// which would hold all of it in memory: MatroskaOutline finds it. Throws Error.
Demuxer open_demuxer(const std::filesystem::path& file, const char* format = nullptr,
                     std::initializer_list<std::pair<const char*, const char*>> options = {});

/// The same for a file that is Matroska or nothing.
Demuxer open_matroska(const std::filesystem::path& file);

/// A muxer of libav's format `format` that writes `file` anew, bit-exactly. Throws Error.
Muxer open_muxer(const std::filesystem::path& file, const char* format);

/// Writes what the muxer still holds, closes the file, and throws Error for anything that libav left unsaid on the way.
/// Comes after av_write_trailer().
void close_muxer(Muxer& muxer, const std::filesystem::path& file);

/// Encoder or decoder by libav's name or id; single-threaded and bit-exact, not yet opened. Throws Error(bug) where
/// libav was built without it.
Codec make_encoder(const char* name);
Codec make_decoder(AVCodecID id);

/// Puts the codec's private data into a context or stream; `extradata` and its padding are libav's from here on.
void set_extradata(std::uint8_t*& extradata, int& size, std::span<const std::uint8_t> bytes);

inline AVRational av_rational(const Rational& r) { return {static_cast<int>(r.num), static_cast<int>(r.den)}; }

}  // namespace tasma::codecs
