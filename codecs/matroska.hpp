#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/core/digest.hpp"
#include "pipeline/core/frame.hpp"
#include "pipeline/core/source.hpp"

namespace tasma::codecs {

constexpr int unspecified_primaries = 2;  // ITU-T H.273

/// What a track of a Matroska file is, without libav's types: enough to write it again elsewhere.
struct Track {
  enum class Kind { picture, sound } kind = Kind::picture;
  std::string codec;                                      // "ffv1", "flac", "pcm_s24le": libav's name
  std::vector<std::uint8_t> extradata;                    // the codec's private data
  StreamInfo stream;                                      // pictures; size, planes and depth as coded
  int rate = 0, channels = 0, bits = 0;                   // sound; Hz, count, bits of a sample
  std::string name, language;                             // language as ISO 639-2; empty: not said
  std::vector<std::pair<std::string, std::string>> tags;  // "TIMECODE", "01:00:00:00"
  int primaries = unspecified_primaries;                  // pictures; ITU-T H.273
  bool is_default = false;                                // the one to show, where there are several
  bool operator==(const Track&) const = default;
};

/// A file that travels in the container: these bytes, or those of a file on the disk.
struct Attachment {
  std::string name, media_type;
  std::vector<std::uint8_t> bytes = {};
  std::filesystem::path file = {};  // empty: `bytes`
};

/// What stands about a whole file.
struct ContainerFacts {
  std::string title = {};
  std::int64_t date_s = 0;             // DateUTC, seconds since 1970; 0: none
  std::array<std::uint8_t, 16> uid{};  // SegmentUID; zeros: none
  std::vector<std::pair<std::string, std::string>> tags = {};
  std::vector<Attachment> attachments = {};
  std::filesystem::path behind = {};  // a file of elements to stand behind the Segment; empty: none
  bool checked = true;                // a CRC-32 in every element; not in what is joined, and has digests of its own
};

/// Writes Matroska through libavformat, bit-exactly: the same calls give the same bytes, on any machine and day. The
/// SegmentUID, which libavformat cannot set, is put in by ours (ebml.hpp), with its CRC. finish() writes cues and sizes
/// and checks what libavformat leaves unchecked; without it the file is of no use. Throws Error(io).
/// The caller interleaves: frames come in order of time over all tracks. Times are kept to the millisecond, which gives
/// positions back exactly up to 500 frames a second. A StreamInfo's timecode becomes the track's tag TIMECODE, and
/// back. Attachments stand before the first Cluster; more than 256 MiB of them: Error(material), since other readers
/// hold them in memory, and libavformat does not read more.
class MatroskaWriter {
 public:
  MatroskaWriter(const std::filesystem::path& file, const std::vector<Track>& tracks, const ContainerFacts& facts = {});
  ~MatroskaWriter();
  void write(int track, const CodedFrame& frame);

  /// How many frames of a picture track have left memory for the file. The others wait for their Cluster to be full.
  std::int64_t passed_on(int track) const;
  void settle();  // brings those to the disk

  /// The private data of a track as its encoder knows it at the end (FLAC: count of samples, their MD5), as long as it
  /// was at the beginning. Before finish().
  void set_extradata(int track, std::span<const std::uint8_t> extradata);
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads Matroska packet by packet, as they stand in the file. Throws Error(material) for a damaged file, one that ends
/// early, and one in which an FFV1 frame is missing. Pictures and sound only; other tracks, and what is attached
/// (matroska_attachments.hpp), are passed over. Matroska has no decoding times: `dts` is `pts`. Of a picture track that
/// is not FFV1 (version 3), planes and depth are not known: 0.
class MatroskaReader {
 public:
  explicit MatroskaReader(const std::filesystem::path& file);
  ~MatroskaReader();
  const std::vector<Track>& tracks() const;
  std::vector<std::pair<std::string, std::string>> tags() const;

  struct Packet {
    int track = 0;
    CodedFrame frame;
  };
  std::optional<Packet> next();            // nothing at the end
  void seek(int track, std::int64_t pts);  // the next packet is that of `track` at `pts`, or next() throws
  std::int64_t end_of(int track);          // pts behind its last packet, of PCM to the millisecond; seek() afterwards
  double duration_s() const;               // as the container says; 0: not said

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tasma::codecs
