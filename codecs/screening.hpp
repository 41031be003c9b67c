#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codecs/copy.hpp"
#include "codecs/matroska.hpp"
#include "codecs/sound_play.hpp"
#include "codecs/subtitles/cue.hpp"
#include "codecs/subtitles/font.hpp"
#include "pipeline/core/observer.hpp"
#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

class CubeLut;

/// Whose red, green and blue display values are.
enum class Primaries { bt709, p3_d65, p3_dci, bt2020 };
std::string_view name_of(Primaries primaries);

/// How the scan becomes what a hall sees.
struct DisplaySpec {
  StreamInfo scan;  // of the frames that come in
  Transfer transfer = Transfer::video;
  Element element =
      Element::print;  // a negative in linear or video code values is inverted; Cineon is positive already
  Rectangle picture;   // cropped to this first
  Rational squeeze{1, 1};
  Primaries primaries = Primaries::bt709;   // of the code values
  std::shared_ptr<const CubeLut> lut = {};  // from code values to display values of BT.709, in place of all this
};

/// Even size of a screening copy: the picture area, unsqueezed, with square pixels, never enlarged, `within` a size.
Size display_size(const DisplaySpec& spec, Size within);

/// A frame as the encoders take it, once for each kind of pictures they ask for. Shared, never changed.
struct DisplayedFrame;
using DisplayedFramePtr = std::shared_ptr<const DisplayedFrame>;

/// Subtitles of a copy, on the film's time, in a font that has every character of them.
struct CopySubtitles {
  subtitles::Subtitles cues;  // with a language
  std::shared_ptr<const subtitles::Font> font;
};

/// Which frame it is.
struct FramePlace {
  std::int64_t number = 0;    // as in the file name
  std::int64_t position = 0;  // in the film, from 0
};

/// Converts frames to display: Cineon curve and inversion or a LUT, crop, unsqueeze, BT.709, burnt-in text; in a DCP
/// X'Y'Z', which holds what lies beyond BT.709. Any thread may convert any frame; the same frame gives the same
/// picture.
class Display {
 public:
  virtual ~Display() = default;

  /// Throws Error(bug) if the image is not as the spec said.
  virtual DisplayedFramePtr convert(const Image& image, const FramePlace& place) const = 0;
};

/// For all of `codings` at once; `burnt` are the subtitles that they want burnt in. Throws Error(usage) for a picture
/// area outside the scan, Error(no_input) where counters have no font.
std::unique_ptr<const Display> make_display(const DisplaySpec& spec, std::span<const Coding> codings,
                                            std::span<const CopySubtitles> burnt = {});

/// Codes one coding chunk in one coding into a file: a Matroska file with a single track, whatever the final container;
/// of a DCP an MXF track file with one codestream a frame of the film. One
/// thread at a time; the encoder is single-threaded.
class ChunkEncoder {
 public:
  virtual ~ChunkEncoder() = default;
  virtual void write(const DisplayedFrame& frame, std::int64_t pts) = 0;  // pts in frames of the whole copy
  virtual void finish() = 0;                                              // drains the encoder, closes the file
};
std::unique_ptr<ChunkEncoder> make_chunk_encoder(const DisplaySpec& spec, const Coding& coding,
                                                 const std::filesystem::path& file);

/// What a sound track of a copy is.
struct TrackLabel {
  std::string language;  // BCP 47; empty: nobody says
  SoundKind kind = SoundKind::original;
};

/// Codes a track of a copy, `gain_db` louder, as one segment, Matroska with a single track: AAC-LC 48 kHz in MP4,
/// 24-bit PCM 48 kHz in the others; mixed down where the copy asks for stereo. Throws what play_sound() throws, and
/// Error(material) for channels that nobody says how to mix down.
void encode_screening_sound(std::span<const SoundStretch> film, double gain_db, const CopySpec& copy,
                            const std::filesystem::path& segment);

/// A sound track of a copy.
struct CopySound {
  std::filesystem::path segment;
  TrackLabel label = {};
};

/// Where a reel of the film begins in a copy.
struct Chapter {
  std::string title;
  std::int64_t begin = 0;  // frames of the copy
};

/// What the file that a hall plays is made of.
struct MovieCopy {
  Coding coding;
  StreamInfo stream;
  std::vector<std::filesystem::path> chunks;  // in order
  std::vector<CopySound> sounds;              // the first is played unless another is chosen
  std::string title;
  std::int64_t date_s = 0;                    // creation time, seconds since 1970
  std::vector<Chapter> chapters = {};         // two or more, or none
  std::vector<CopySubtitles> subtitles = {};  // a track of timed text each, in languages of their own
  std::int64_t begin = 0;                     // the film's frame that the first of `chunks` begins with
  bool goes_on = false;                       // the film has more frames than `chunks`
};

struct ChunkSize {
  std::uint64_t bytes = 0;
  std::int64_t frames = 0;
};

/// Where a copy is cut so that no file has more than `most_bytes`, with its share of `sound_bytes`: ranges of `chunks`,
/// at least one in each. One range: it is not cut.
std::vector<Range> parts_of(std::span<const ChunkSize> chunks, std::uint64_t sound_bytes, std::uint64_t most_bytes);

/// Joins chunks of one coding and sound segments into the file that a hall plays: MOV, or MP4 with its index in front;
/// tagged BT.709. Then reads it again: as many pictures as went in, their bytes unchanged. Throws Error(io, material).
void join_screening(const MovieCopy& copy, const std::filesystem::path& file, const std::function<bool()>& stop);

/// A place of a film that automation knows.
struct FilmMarker {
  std::string label;       // of ST 429-7: "FFEC" (first frame of end credits), "LFEC"...
  std::int64_t frame = 0;  // of the film, from 0
};

/// What a DCP is made of: an original version, which holds everything, or a version file (VF) with another sound or
/// with subtitles, which a server plays with the pictures of the original.
struct DcpCopy {
  Coding coding;
  DisplaySpec spec;                                        // of every reel, but for what the display stage has done
  std::string title;                                       // of the film, or its id
  std::vector<std::vector<std::filesystem::path>> chunks;  // by reel, in order
  std::filesystem::path sound;                             // of the film; empty: it is silent, or the original's
  std::int64_t date_s = 0;                                 // seconds since 1970
  std::optional<CopySubtitles> subtitles = {};             // ST 428-7, with what they use of the font
  std::string language = {};                               // of the sound, BCP 47; empty: nobody said
  std::vector<FilmMarker> markers = {};                    // beside those that every film has
  std::filesystem::path original = {};                     // the DCP this is a version file of; empty: of none
  int version_file = 0;                                    // the number among its version files, from 1
};

/// Pictures a second at which a film of `film` runs in a DCP: 24, in 2K also 25 and 48, as they are; slower films (from
/// 12 on) at 24, each output picture n showing picture floor((n + 1/2) film / 24), so that sound keeps its length; or,
/// where the coding says so, at the archive rate of ST 428-21 that is nearest: 16, 200/11 for 18, 20, 240/11 for 22.
/// Throws Error(usage) for others, which halls do not play.
Rational dcp_rate(const Rational& film, const Coding& coding);

/// How many edit units of a DCP the frames `part` of a film are. Throws as dcp_rate().
std::int64_t dcp_length(Range part, const Rational& film, const Coding& coding);

/// Whether a DCP has a place for sound of so many channels.
bool dcp_takes_channels(int channels);

/// Joins chunks and sound into an SMPTE DCP, a folder: flat (scope from a shape of 2.1 on) unless the coding says
/// which, the picture's own shape in black, 5.1 with mono sound in C, a reel for each of the film's. Then checks it as
/// any DCP is checked. Pictures of a film slower than 24 stand several times. Throws Error(material) for sound that
/// halls have no channels for, Error(io), and what the check refuses.
void join_dcp(const DcpCopy& copy, const std::filesystem::path& folder, Observer& observer);

}  // namespace tasma::codecs
