#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/dcp/mxf.hpp"
#include "codecs/dcp/xyz.hpp"

namespace tasma::codecs::dcp {

/// What a composition is, as CPLs say it (ST 429-7).
enum class ContentKind {
  feature,
  trailer,
  test,
  teaser,
  rating,
  advertisement,
  short_film,
  transitional,
  psa,
  policy,
  episode,
  highlights,
  event
};
std::string_view name_of(ContentKind kind);

/// What the name of a DCP is made of (ISDCF Digital Cinema Naming Convention).
struct TitleFacts {
  std::string title;  // of the film; letters and digits of ASCII are taken, at most 14
  ContentKind kind = ContentKind::feature;
  int version = 1;  // from 1
  Container container = Container::flat;
  Rational aspect{185, 100};      // of the picture within its bars
  std::string language;           // of the sound, RFC 5646; empty or "zxx": no words
  std::string subtitle_language;  // empty: none
  bool burnt = false;             // the subtitles stand in the pictures themselves
  std::string territory = "INT";
  SoundLayout sound = SoundLayout::five_one;
  Resolution resolution = Resolution::two_k;
  std::string studio, facility;  // 2-4 and 2-3 capital letters or digits
  std::int64_t date_s = 0;       // seconds since 1970
  int version_file = 0;          // 0: original version (OV); from 1: VF, VF-2...
};

/// "Shyrdak_FTR-1_F-137_KY-EN_INT_51_2K_TSM_20261122_TSM_SMPTE_OV". Throws Error(usage) that names what is missing or
/// not as the convention has it.
std::string isdcf_title(const TitleFacts& facts);

/// A place of the film that automation knows (ST 429-7): "FFEC" (first frame of end credits), "FFMC" (of moving
/// credits), "FFOI", "LFOI"...
struct Marker {
  std::string label;
  std::size_t reel = 0;     // from 0
  std::int64_t offset = 0;  // edit units from the beginning of the reel
};

/// Picture, sound and perhaps subtitles that run together.
struct Reel {
  TrackFile picture, sound;
  std::optional<TrackFile> text;  // in every reel or in none
};

/// A film as it is to be packed.
struct Composition {
  std::string title;  // isdcf_title()
  std::string full_title, full_title_language = "en";
  ContentKind kind = ContentKind::feature;
  std::string issuer, creator;
  std::int64_t date_s = 0;  // seconds since 1970
  Size active;              // of the picture within its bars
  std::vector<Reel> reels;
  std::vector<Marker> markers;   // beside FFOC and LFOC; a feature without FFEC and FFMC has them at its last frame
  std::set<Uuid> in_original{};  // assets that another package has: this one is a version file (VF)
};

/// What write_package() made.
struct PackageFiles {
  Uuid composition{}, packing_list{};
  std::vector<std::filesystem::path> files;  // names in the folder, of track files and XML
};

/// "j2c_<id>.mxf", "pcm_<id>.mxf" or "sub_<id>.mxf": the name of a track file in its package.
std::string file_name_of(const TrackFile& track);

/// Makes an SMPTE DCP of a folder in which the track files lie under their file_name_of(): writes CPL, PKL,
/// ASSETMAP.xml and VOLINDEX.xml (ST 429-7, -8, -9, -16) and brings them to the disk. The Bv2.1 profile (RDD 52) is
/// claimed at the rates it has. Ids are of version 5 over what the files say. Throws Error(usage) for a composition
/// that contradicts itself, Error(bug) for a track file that is not there, Error(io, permission, no_output).
PackageFiles write_package(const std::filesystem::path& folder, const Composition& composition);

/// The reels of a package's only CPL, for a version file of it: what the track files say, and the digests of the PKL.
/// Throws Error(material) for a package that is not whole or has several CPLs, Error(no_input, permission, io).
std::vector<Reel> read_reels(const std::filesystem::path& folder);

}  // namespace tasma::codecs::dcp
