#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codecs/dcp/ids.hpp"
#include "codecs/dcp/klv.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

enum class TrackKind { picture, sound, text };

/// What stands in every track file.
struct TrackSpec {
  Rational rate{24, 1};     // edit units a second: 16, 200/11, 20, 240/11, 24, 25, 30, 48, 50 or 60
  std::int64_t date_s = 0;  // of creation, seconds since 1970; 0-253402300799 (the year 9999)
};

/// A label of multichannel sound (SMPTE ST 377-4, 428-12), as it stands in the track file and again in the CPL.
struct SoundLabel {
  Uuid instance{}, link{};
  std::optional<Uuid> group;  // link of the soundfield it belongs to; a soundfield has none, HI and VIN neither
  Ul dictionary{};
  std::string symbol, name;    // "chL", "Left"
  std::optional<int> channel;  // from 1; a soundfield has none
  std::string language;        // RFC 5646; empty: not said
};

/// A finished track file.
struct TrackFile {
  TrackKind kind{};
  Uuid id{};  // of the asset, and of the file's source package
  std::filesystem::path file;
  std::uint64_t size = 0;  // bytes
  Sha1 sha1{};
  Rational rate;
  std::int64_t duration = 0;       // edit units
  Size picture;                    // pixels
  int channels = 0;                // of sound
  std::vector<SoundLabel> labels;  // of sound, the soundfield first
  std::string language;            // of sound and text, RFC 5646
};

/// Asked before each block of a long reading; may throw to end it.
using BeforeBlock = std::function<void()>;

/// Writes one track file of a DCP: MXF OP-Atom (SMPTE ST 429-3). The essence streams to the disk, only the index stays
/// in memory. finish() brings the file to the disk and reads it again for its SHA-1. Ids are of version 5 over what the
/// file holds: the same content gives the same file. What is not finished is of no use. One thread at a time.
///
/// Throws   Error(usage) for a rate DCPs have not, Error(io, permission, no_output) where the file cannot be written,
///          Error(bug) if nothing was written before finish().
class PictureTrack {
 public:
  PictureTrack(const std::filesystem::path& file, const TrackSpec& spec);
  ~PictureTrack();

  /// A codestream, an edit unit (ST 429-4). Throws Error(bug) if it is none, or coded otherwise than the first.
  void write(std::span<const std::uint8_t> codestream);
  TrackFile finish(const BeforeBlock& before_block = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What is heard, and the channels of the track that carry it: always 5.1 or 5.1 with HI and VIN, labelled (ST 429-12).
enum class SoundLayout {
  mono,                 // 1 channel in: C of 5.1, the others silent
  stereo,               // 2 in: L and R of 5.1
  five_one,             // 6 in: L, R, C, LFE, Ls, Rs
  five_one_accessible,  // 8 in: 5.1, sound for the hard of hearing, narration for the blind
};
int channels_in(SoundLayout layout);

/// 24-bit PCM of 48 kHz (ST 429-3), as many edit units as were promised: silence stands where sound has ended; what
/// goes on longer is dropped.
class SoundTrack {
 public:
  /// `language`: RFC 5646, "zxx" for no words. `edit_units`: the duration, the picture's.
  SoundTrack(const std::filesystem::path& file, const TrackSpec& spec, SoundLayout layout, const std::string& language,
             std::int64_t edit_units);
  ~SoundTrack();

  /// Interleaved samples of channels_in(layout), signed, full-scale 32 bits; rounded to 24.
  void write(std::span<const std::int32_t> samples);
  TrackFile finish(const BeforeBlock& before_block = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Subtitles: a document of ST 428-7 and the fonts it names.
struct TimedText {
  struct Font {
    Uuid id{};  // as LoadFont names it
    std::vector<std::uint8_t> bytes;
  };
  std::string xml;
  Uuid id{};  // the document's own
  std::vector<Font> fonts;
  std::string language;         // RFC 5646
  std::int64_t edit_units = 0;  // the duration
};

/// The whole track file (ST 429-5) at once. Throws Error as PictureTrack does.
TrackFile write_text_track(const std::filesystem::path& file, const TrackSpec& spec, const TimedText& text,
                           const BeforeBlock& before_block = {});

/// SHA-1 of a file, read in blocks. Throws Error(no_input, io, permission).
Sha1 sha1_of(const std::filesystem::path& file, const BeforeBlock& before_block = {});

/// How many samples of 48 kHz an edit unit has; nothing for a rate DCPs have not.
std::optional<int> samples_a_unit(Rational rate);

}  // namespace tasma::codecs::dcp
