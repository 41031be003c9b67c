#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/core/finding.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/rational.hpp"
#include "pipeline/core/source.hpp"

namespace tasma {

/// What code values mean.
enum class Transfer {
  unknown,
  cineon,   // printing density above base, 0.002 a 10-bit code (Kodak Cineon; DPX transfer 1 and 3)
  linear,   // proportional to light
  video,    // BT.709 / BT.1886
  acescct,  // scene light, quasi-logarithmic (Academy S-2016-001); 65535 of 16 bits for 1.0
};
std::string_view name_of(Transfer transfer);
std::optional<Transfer> parse_transfer(std::string_view text);  // "cineon", "linear", "video", "acescct"

/// What was scanned.
enum class Element { unknown, negative, interpositive, print, reversal };
std::string_view name_of(Element element);
std::optional<Element> parse_element(std::string_view text);

/// What a sound of a film is; `dub` is the words in another language, `music_and_effects` all but the words.
enum class SoundKind { original, dub, music_and_effects, music };
std::string_view name_of(SoundKind kind);
std::optional<SoundKind> parse_sound_kind(std::string_view text);  // "original", "dub", "m&e", "music"

enum class Gaps { fail, hold, close };
enum class Damaged { keep, fail };

/// `--picture`: the part of the scan that is the picture; the rest is frame line, perforations, sound.
struct PictureArea {
  enum class Kind { unsaid, detect, whole, given } kind = Kind::unsaid;  // "auto" is detect, "none" is whole
  Rectangle area;                                                        // where given
};

/// What a person said of a scan; it stands over what headers say, and both are kept.
struct ScanFacts {
  std::optional<Rational> rate;
  Element element = Element::unknown;
  PictureArea picture;
  std::optional<Rational> squeeze;  // horizontal, 2 for CinemaScope
  Transfer transfer = Transfer::unknown;
  Gaps gaps = Gaps::fail;
  Damaged damaged = Damaged::keep;
  std::vector<std::filesystem::path> sounds;  // files, in order; empty: the one file beside the frames
  std::filesystem::path derived_from = {};    // the package that the scan was made of elsewhere; empty: none
  std::filesystem::path lut = {};             // .cube, from code values to display; empty: by transfer and element
};

/// What the headers of a reel's frames say in common, in the words of the format. One value serves all frames that
/// agree, so a reel of 100,000 frames costs little.
struct HeaderFacts {
  std::string format;   // "DPX", "TIFF", "FFV1/Matroska", "H.264/MP4"...
  std::string flavour;  // "10-bit RGB, filled A, big-endian": what docs/formats.md lists
  Size size;
  int planes = 0;
  int depth = 0;
  Transfer transfer = Transfer::unknown;
  Rational rate;          // 0/1: not said
  Rational pixel_aspect;  // width / height of a pixel; 0/1: not said
  /// All other fields worth showing, name and value, in header order: colorimetric, scanner, creation time, project...
  std::vector<std::pair<std::string, std::string>> fields;
  bool operator==(const HeaderFacts&) const = default;
};

/// One place in the reel.
struct FrameEntry {
  std::int64_t number = 0;
  std::string file;        // name relative to the scan; empty for a missing frame and for a frame of a movie or master
  std::uint64_t size = 0;  // bytes
  std::int64_t modified_ns = 0;  // since 1970
  FrameState state = FrameState::whole;
  std::string timecode, keycode;  // of its own header; empty: not said
  Sha256 digest = {};             // of its file, known of a master; zeros: not known, or no file
  bool kept_whole = false;  // samples do not give the file back: in a master it lies whole; of a scan, by its header
  std::shared_ptr<const HeaderFacts> header;  // null where there was none to read
};

/// A sound file that belongs to the reel.
struct SoundInfo {
  std::filesystem::path file;  // absolute
  std::string codec;           // "pcm_s24le"
  int rate = 0;                // Hz
  int channels = 0;
  int bits = 0;              // of a sample as stored
  std::int64_t samples = 0;  // a channel
  std::int64_t modified_ns = 0;
  std::uint64_t size = 0;  // bytes of the file
  std::string name;        // of the file it was in the scan, where `file` is a master; empty: that of `file`
};

/// What a preservation master keeps of the scan beside the frames, to give it back.
struct KeptFile {
  enum class Kind { sidecar, sound, folder } kind = Kind::sidecar;
  std::string name;              // relative to the scan, '/' between folders; any bytes
  std::uint64_t size = 0;        // bytes
  std::int64_t modified_ns = 0;  // since 1970
  Sha256 digest = {};            // zeros for folders
  bool operator==(const KeptFile&) const = default;
};

/// What a scan holds: read from names and headers alone, then constant.
struct Inventory {
  enum class Kind { frames, movie, master } kind = Kind::frames;
  std::filesystem::path root;  // the folder or file
  std::string name;            // its own name, UTF-8 or escaped
  ScanFacts said;
  StreamInfo stream;               // of the reel: size, planes, depth, transfer and rate as they will be used
  std::vector<FrameEntry> frames;  // by position
  std::vector<SoundInfo> sounds;   // those chosen
  std::vector<std::filesystem::path> sidecars;  // relative; every other file in the folder, litter included
  std::vector<KeptFile> kept;                   // of a master: what it gives back beside the frames, by name
  std::vector<Finding> findings;
  std::optional<Message> not_restorable;  // why a movie may be preserved, but neither restored nor screened
  std::string plan_sha256;                // of a restored master: of the plan it was rendered by; empty: a scan's own
  std::int64_t newest_ns = 0;             // modification time of the newest source file: the date of masters
  Sha256 digest = {};                     // of names, sizes and times of all entries: the same scan has the same
};

/// Where the file of a frame lies; a lone still is the scan itself.
inline std::filesystem::path path_of(const Inventory& inventory, const FrameEntry& frame) {
  return inventory.root.filename() == frame.file ? inventory.root : inventory.root / frame.file;
}

/// A scan, opened for reading.
class Scan : public FrameSource {
 public:
  virtual const Inventory& inventory() const = 0;

  /// As read(), and the file the frame was read from, where it has one of its own: read once for both, and for digests
  /// beside MD5 and SHA-256.
  virtual Frame read_source(std::int64_t position, const std::set<DigestAlgorithm>& /*others*/ = {}) const {
    return read(position);
  }

  /// What stands before the picture in the frame's own file, if that is a DPX. Empty: it is none, or not known.
  virtual std::vector<std::uint8_t> head_of_file(std::int64_t /*position*/) const { return {}; }
};

}  // namespace tasma
