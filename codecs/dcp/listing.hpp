#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "codecs/dcp/ids.hpp"
#include "pipeline/core/message.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

/// The XML files of a DCP as they were found, ours or another maker's. Ids and digests that are none are nothing; what
/// is wrong with a document itself stands in `faults`; of lists that tasma wrote, also that they are no longer as they
/// were, which their ids tell.

/// ASSETMAP.xml: where everything is.
struct AssetMap {
  struct Asset {
    std::optional<Uuid> id;
    std::string path;                     // relative to the folder
    std::optional<std::uint64_t> length;  // bytes; nothing: not said
    bool is_packing_list = false;
  };
  std::vector<Asset> assets;
  std::int64_t volumes = 1;
  std::vector<Message> faults;

  const Asset* find(const Uuid& id) const;  // null: none
};

/// A PKL: what belongs to the package, with digests.
struct PackingList {
  struct Asset {
    std::optional<Uuid> id;
    std::optional<Sha1> sha1;
    std::optional<std::uint64_t> size;  // bytes
    std::string type;
  };
  std::optional<Uuid> id;
  std::vector<Asset> assets;
  std::vector<Message> faults;

  const Asset* find(const Uuid& asset) const;
};

/// A CPL: what runs when.
struct Playlist {
  struct Asset {
    enum class Kind { picture, sound, text } kind{};
    std::optional<Uuid> id;
    std::optional<Sha1> sha1;
    Rational rate{0, 1};
    std::int64_t intrinsic = 0, entry = 0, duration = 0;  // edit units; duration without a word is the rest
    std::string name;                                     // of the element, "MainPicture"
  };
  std::optional<Uuid> id;
  std::vector<std::vector<Asset>> reels;
  std::vector<Message> faults;
};

/// They throw Error(no_input, permission, io) for files that cannot be read, and Error(material) for an Interop DCP,
/// which tasma does not take.
AssetMap read_asset_map(const std::filesystem::path& file);
PackingList read_packing_list(const std::filesystem::path& file);
Playlist read_playlist(const std::filesystem::path& file);

/// What is wrong with VOLINDEX.xml beside a map of so many volumes. Throws as the others do.
std::vector<Message> check_volume_index(const std::filesystem::path& file, std::int64_t volumes);

/// Whether a path that a document names stays within its folder.
bool stays_inside(const std::string& path);

}  // namespace tasma::codecs::dcp
