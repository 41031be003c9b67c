#include <algorithm>

#include "codecs/dcp/listing.hpp"
#include "codecs/dcp/mxf_reader.hpp"
#include "codecs/dcp/package.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& folder) {
  throw Error(ExitCode::material,
              Message("T2796", "{1}: is no whole DCP with a single composition; check it with \"tasma verify\"",
                      {printable(folder)}));
}

/// Where an asset lies.
fs::path place_of(const fs::path& folder, const AssetMap& map, const std::optional<Uuid>& id) {
  const auto* asset = id ? map.find(*id) : nullptr;
  if (!asset || !stays_inside(asset->path)) refuse(folder);
  return folder / asset->path;
}

}  // namespace

std::vector<Reel> read_reels(const fs::path& folder) {
  const auto map = read_asset_map(folder / "ASSETMAP.xml");
  const auto listed = std::ranges::find(map.assets, true, &AssetMap::Asset::is_packing_list);
  if (listed == map.assets.end()) refuse(folder);
  const auto packed = read_packing_list(place_of(folder, map, listed->id));
  const auto is_xml = [](const PackingList::Asset& asset) { return asset.type.starts_with("text/xml"); };
  if (std::ranges::count_if(packed.assets, is_xml) != 1) refuse(folder);
  const auto playlist = read_playlist(place_of(folder, map, std::ranges::find_if(packed.assets, is_xml)->id));

  std::vector<Reel> reels;
  for (const auto& assets : playlist.reels) {
    const auto track_of = [&](Playlist::Asset::Kind kind) -> std::optional<TrackFile> {
      const auto asset = std::ranges::find(assets, kind, &Playlist::Asset::kind);
      if (asset == assets.end()) return std::nullopt;
      const auto* digest = asset->id ? packed.find(*asset->id) : nullptr;
      if (!digest || !digest->sha1) refuse(folder);
      auto track = TrackReader(place_of(folder, map, asset->id)).track();
      track.sha1 = *digest->sha1;
      return track;
    };
    auto picture = track_of(Playlist::Asset::Kind::picture), sound = track_of(Playlist::Asset::Kind::sound);
    if (!picture || !sound) refuse(folder);
    reels.push_back({std::move(*picture), std::move(*sound), track_of(Playlist::Asset::Kind::text)});
  }
  if (reels.empty()) refuse(folder);
  return reels;
}

}  // namespace tasma::codecs::dcp
