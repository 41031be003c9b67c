#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "codecs/subtitles/cue.hpp"
#include "pipeline/core/image.hpp"

namespace tasma::codecs::subtitles {

/// A sample of a subtitle track.
struct TimedPacket {
  std::int64_t begin_ms = 0, duration_ms = 0;
  std::vector<std::uint8_t> bytes;
};

/// A track of 3GPP Timed Text (3GPP TS 26.245; "mov_text" to libav) for MP4 and MOV, to be muxed with a time base of
/// 1/1000.
struct MovText {
  std::vector<std::uint8_t> description;  // of the samples: the stream's extradata
  std::vector<TimedPacket> packets;       // in order and without a gap; a pause is an empty text
};

/// What stands at one time is one sample, so cues that overlap are shown one below the other. Places are not carried.
/// The track is as long as the film. `picture` is the size of the video. Throws Error(material) where a cue ends before
/// it begins or does not stand within the film, as check_subtitles() finds before, and for more than 65'535 bytes of
/// text at one time.
MovText encode_mov_text(const Subtitles& subtitles, Size picture, std::int64_t film_ms);

/// The code of ISO 639-2/T that MP4 and MOV name a language by, "kaz" for "kk"; "und" for one that we do not know.
std::string mov_language(const std::string& language);

}  // namespace tasma::codecs::subtitles
