#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/remainder.hpp"

/// The reversibility data of RAWcooked (MediaArea): what lets the files of a scan come back from a Matroska file. Its
/// Doc/File_Structure.md describes it; where its program differs (sizes of variable length), the program is followed.
///
/// It is EBML (RFC 8794) of DocType "rawcooked": a segment that names the program, then tracks in the order of the
/// tracks of the Matroska file. A track either is one file (sound) or is followed by blocks, a file each (frames). Of
/// frames the first serves as a mask: what is kept of the others is the difference, byte by byte, and compressed.
/// Files that no samples give back stand as attachments: of the Matroska file, or whole in the data.
///
/// It travels as an attachment of the Matroska file, or, past what attachments hold, behind its Segment.
namespace tasma::codecs {

constexpr std::string_view reversibility_name = "RAWcooked reversibility data";  // of the attachment

/// The tag of a master that has the SHA-256 of what stands behind its Segment: no CRC-32 covers that.
constexpr std::string_view behind_digest_tag = "BEHIND_SHA256";

/// One file that comes back.
struct ReversibleFile {
  std::string name;     // its way from beside the scan, "SCAN/0001.dpx": '/' between folders; any bytes
  Remainder remainder;  // of a file kept whole: nothing
  std::optional<Md5> md5;
  std::optional<std::uint64_t> size;      // bytes
  std::optional<ByteRange> content = {};  // of a file kept whole in data that was read: where give_whole() finds it
  bool operator==(const ReversibleFile&) const = default;
};

/// Whether `name` stays below the folder it is put into: relative, no "." or "..", no empty part.
bool stays_inside(std::string_view name);

constexpr std::size_t most_reversibility_element = std::size_t{1} << 30;  // bytes of a header, of padding

/// Writes the data as an attachment holds it, piece by piece: in memory is what is kept of one frame, and the mask. The
/// same calls give the same bytes with the same zlib. Throws Error(io) where `out` fails, Error(material) for a part
/// larger than most_reversibility_element; files kept whole may be of any size.
class ReversibilityWriter {
 public:
  /// `program` and `version` name who writes; RAWcooked wants the first not empty. Errors call `out` as `shown` says.
  ReversibilityWriter(std::ostream& out, std::string_view program, std::string_view version,
                      std::string shown = std::string(reversibility_name));

  /// A track of frames begins; add_frame() adds to it. Without frames: a track that gives no file back.
  void begin_frames();
  void add_frame(const ReversibleFile& frame);

  /// A track that is one file: sound.
  void add_sound(const ReversibleFile& file);

  /// A file that no track gives back; belongs before the tracks. Without `content` it is said to be an attachment of
  /// that name, or empty if its size is 0; with it, it becomes part of the data: compressed if it is small enough to be
  /// held in memory, else as it is.
  void add_whole(const ReversibleFile& file);
  void add_whole(const ReversibleFile& file, const ByteSource& content);

  /// Flushes `out`; without it the last track may be missing.
  void finish();

  std::uint64_t bytes() const { return bytes_; }  // written so far

 private:
  void finish_track();
  void write(std::span<const std::uint8_t> bytes);
  std::ostream& out_;
  std::string shown_;
  std::uint64_t bytes_ = 0;
  bool in_frames_ = false, mask_known_ = false;
  std::string mask_name_;
  Remainder mask_;
};

/// What stands behind a Matroska file's Segment for RAWcooked to find it there: `attachment` (what a
/// ReversibilityWriter wrote) as one element. Throws Error: material, io.
void append_reversibility(const ByteSource& attachment, std::ostream& to);

/// Where in a Matroska file reversibility data stands: an attachment's content, or behind the Segment. Looks at the
/// heads of elements only; of the clusters of a file without it, in the worst case, at each. Nothing: there is none.
/// Throws Error(io).
std::optional<ByteRange> find_reversibility(const ByteSource& matroska);

/// Reads the data wherever it stands. Nothing in it is believed: what does not add up is an Error(material) that names
/// the byte. Memory: 16 bytes a file and the masks; a file's own when it is read, which any thread may do.
class ReversibilityReader {
 public:
  /// Walks over all of the data's elements without reading what is in them. `bytes` must outlive it.
  ReversibilityReader(const ByteSource& bytes, ByteRange place);

  const std::string& program() const { return program_; }
  const std::string& version() const { return version_; }
  std::size_t tracks() const { return tracks_.size(); }
  bool is_sound(std::size_t track) const { return tracks_.at(track).single; }  // or whatever is one file
  std::size_t files(std::size_t track) const { return tracks_.at(track).files.size(); }
  ReversibleFile read(std::size_t track, std::size_t position) const;

  /// The same without `remainder.inside`, which may be as large as the picture.
  ReversibleFile read_outline(std::size_t track, std::size_t position) const;

  std::size_t whole_files() const { return whole_.size(); }
  ReversibleFile read_whole(std::size_t position) const;  // without its bytes

  /// Hands `sink` the bytes of a file kept whole, if its content is in the data.
  void give_whole(const ReversibleFile& file, const std::function<void(std::span<const std::uint8_t>)>& sink) const;

 private:
  struct Masks {
    std::vector<std::uint8_t> name, before, inside, after;
  };
  struct Track {
    bool single = false;
    Masks masks;
    std::vector<ByteRange> files;
  };
  class Walk;
  void read_segment(ByteRange place);
  void read_track(ByteRange place);
  enum class Inside { read, locate, leave };
  ReversibleFile read_file(ByteRange place, const Masks& masks, Inside inside) const;

  const ByteSource& bytes_;
  std::string program_, version_;
  std::vector<Track> tracks_;
  std::vector<ByteRange> whole_;
  std::size_t mask_bytes_ = 0;
};

}  // namespace tasma::codecs
