#include "codecs/dcp/check.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/listing.hpp"
#include "codecs/dcp/mxf_reader.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace fs = std::filesystem;
namespace {

constexpr const char *map_name = "ASSETMAP.xml", *volume_name = "VOLINDEX.xml";

/// What the check knows of a track file.
struct Known {
  std::string name;  // in the folder
  TrackFile track;
};

class Check {
 public:
  Check(const fs::path& folder, CheckDepth depth, Observer& observer)
      : folder_(folder), depth_(depth), observer_(observer) {}

  std::vector<Finding> run() {
    map_ = read_asset_map(folder_ / map_name);
    say_all(map_name, map_.faults);
    if (!fs::exists(folder_ / volume_name))
      say(FindingCode::missing_file, Severity::remark, volume_name,
          Message("T2768", "the file is missing; some servers want it"));
    else
      say_all(volume_name, check_volume_index(folder_ / volume_name, map_.volumes));
    names();
    bool packed = false;
    std::int64_t bytes = 0;
    for (const auto& asset : map_.assets)
      if (is_there(asset)) bytes += static_cast<std::int64_t>(fs::file_size(folder_ / asset.path));
    observer_.phase("verify", printable(folder_), bytes, "bytes");
    for (const auto& asset : map_.assets)
      if (asset.is_packing_list && is_there(asset)) {
        packing_list(asset);
        packed = true;
      }
    if (!packed)
      say(FindingCode::missing_file, Severity::refusal, map_name,
          Message("T2769", "no packing list is named that is there"));
    for (const auto& [name, playlist] : playlists_) composition(name, playlist);
    if (packed && playlists_.empty())
      say(FindingCode::missing_file, Severity::refusal, map_name,
          Message("T2770", "the package holds no composition (CPL)"));
    if (depth_ == CheckDepth::pictures)
      for (const auto& [name, reader] : picture_tracks_) pictures(name, *reader);
    return std::move(findings_);
  }

 private:
  void say(FindingCode code, Severity severity, const fs::path& file, Message message,
           std::optional<std::int64_t> frame = {}) {
    findings_.push_back({code, severity, file, frame, std::move(message)});
  }

  void say_all(const fs::path& file, const std::vector<Message>& faults) {
    for (const auto& fault : faults) say(FindingCode::invalid_manifest, Severity::refusal, file, fault);
  }

  void stop_if_asked() const {
    if (observer_.stop_requested())
      throw Error(ExitCode::interrupted, Message("T2771", "stopped while checking a DCP; call again to check it"));
  }

  bool is_there(const AssetMap::Asset& asset) const {
    std::error_code absent;
    return asset.id && stays_inside(asset.path) &&
           fs::is_regular_file(fs::symlink_status(folder_ / asset.path, absent));
  }

  /// What ASSETMAP names, and what else lies in the folder.
  void names() {
    std::set<fs::path> known{map_name, volume_name};
    std::set<Uuid> ids;
    for (const auto& asset : map_.assets) {
      known.insert(fs::path(asset.path).lexically_normal());
      if (!asset.id)
        say(FindingCode::invalid_manifest, Severity::refusal, map_name, Message("T2772", "an asset's id is no UUID"));
      if (asset.id && !ids.insert(*asset.id).second)
        say(FindingCode::unexpected_duplicate, Severity::refusal, map_name,
            Message("T2773", "{1} is listed twice", {urn(*asset.id)}));
      if (!stays_inside(asset.path))
        say(FindingCode::invalid_manifest, Severity::refusal, map_name,
            Message("T2774", "the path \"{1}\" leads out of the folder", {printable(asset.path)}));
      else if (!is_there(asset))
        say(FindingCode::missing_file, Severity::refusal, asset.path,
            Message("T2775", "the file is listed, but not there; copy the package again"));
      else if (const auto size = fs::file_size(folder_ / asset.path); asset.length.value_or(size) != size)
        say(FindingCode::mismatched_size, Severity::refusal, asset.path,
            Message("T2682", "the file has {1} bytes, {2} says {3}; copy the package again",
                    {std::to_string(size), map_name, std::to_string(*asset.length)}));
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder_))
      if (const auto name = entry.path().lexically_relative(folder_); entry.is_regular_file() && !known.contains(name))
        say(FindingCode::unexpected_file, Severity::note, name,
            Message("T2776", "the package does not list this file"));
  }

  void packing_list(const AssetMap::Asset& listed) {
    const auto list = read_packing_list(folder_ / listed.path);
    say_all(listed.path, list.faults);
    if (list.faults.empty() && list.id != listed.id)
      say(FindingCode::mismatched_identifier, Severity::refusal, listed.path,
          Message("T2777", "{1} calls it {2}", {map_name, urn(*listed.id)}));
    for (const auto& asset : list.assets) {
      if (!asset.id || !asset.sha1 || !asset.size) {
        say(FindingCode::invalid_manifest, Severity::refusal, listed.path,
            Message("T2778", "an asset has no id, no digest or no size as it should"));
        continue;
      }
      digests_[*asset.id] = *asset.sha1;
      const auto* place = map_.find(*asset.id);
      if (!place)
        say(FindingCode::missing_file, Severity::refusal, map_name,
            Message("T2779", "{1}, which a packing list names, has no place", {urn(*asset.id)}));
      else if (is_there(*place))
        file(*place, asset);
    }
  }

  void file(const AssetMap::Asset& place, const PackingList::Asset& listed) {
    stop_if_asked();
    const auto size = fs::file_size(folder_ / place.path);
    if (size != *listed.size)
      say(FindingCode::mismatched_size, Severity::refusal, place.path,
          Message("T2780", "the file has {1} bytes, the packing list says {2}; copy it again",
                  {std::to_string(size), std::to_string(*listed.size)}));
    else if (depth_ == CheckDepth::structure)
      observer_.advance(static_cast<std::int64_t>(size));
    else
      digest(place, listed);
    if (listed.type.starts_with("text/xml"))
      document(place);
    else if (listed.type.starts_with("application/mxf"))
      track(place);
  }

  void digest(const AssetMap::Asset& place, const PackingList::Asset& listed) {
    auto left = static_cast<std::int64_t>(*listed.size);
    const auto is = sha1_of(folder_ / place.path, [&] {
      stop_if_asked();
      const auto block = std::min<std::int64_t>(left, 1 << 20);
      observer_.advance(block);
      left -= block;
    });
    if (is != *listed.sha1)
      say(FindingCode::mismatched_digest, Severity::refusal, place.path,
          Message("T2781", "the bytes are not those of which the packing list has the digest; copy the file again"));
  }

  void document(const AssetMap::Asset& place) {
    auto playlist = read_playlist(folder_ / place.path);
    if (playlist.faults.empty() && playlist.id != place.id)
      say(FindingCode::mismatched_identifier, Severity::refusal, place.path,
          Message("T2777", "{1} calls it {2}", {map_name, urn(*place.id)}));
    say_all(place.path, playlist.faults);
    playlists_.emplace_back(place.path, std::move(playlist));
  }

  void track(const AssetMap::Asset& place) {
    try {
      auto opened = std::make_unique<TrackReader>(folder_ / place.path);
      const auto& reader = *opened;
      if (reader.track().id != *place.id)
        say(FindingCode::mismatched_identifier, Severity::refusal, place.path,
            Message("T2782", "the file holds {1}, {2} says {3}", {urn(reader.track().id), map_name, urn(*place.id)}));
      for (const auto& fault : reader.check())
        say(FindingCode::invalid_header, Severity::refusal, place.path, fault.message);
      if (reader.track().kind == TrackKind::sound) labels(place.path, reader.track());
      tracks_.emplace(*place.id, Known{place.path, reader.track()});
      if (reader.track().kind == TrackKind::picture) picture_tracks_.emplace_back(place.path, std::move(opened));
    } catch (const UnsupportedTrack&) {
      say(FindingCode::unexpected_flavour, Severity::remark, place.path,
          Message("T2798", "the file is encrypted or stereoscopic: nothing but its digest was looked at"));
    } catch (const Error& error) {
      if (error.code() != ExitCode::material) throw;
      say(FindingCode::invalid_header, Severity::refusal, place.path,
          Message("T2799", "the file is no track file that could be read; copy it again"));
    }
  }

  void pictures(const fs::path& name, const TrackReader& reader) {
    observer_.phase("verify", printable(name), reader.elements());
    for (std::int64_t frame = 0; frame < reader.elements(); ++frame) {
      stop_if_asked();
      const auto codestream = reader.read(frame);
      observer_.advance();
      for (const auto& fault : check_j2k(codestream, reader.track().rate))
        say(FindingCode::invalid_picture, Severity::refusal, name, fault.message, frame);
      if (const auto header = read_j2k_header(codestream); header && header->size != reader.track().picture)
        say(FindingCode::unexpected_size, Severity::refusal, name,
            Message("T2783", "a picture is of another size than the track says"), frame);
    }
  }

  void labels(const fs::path& name, const TrackFile& track) {
    std::set<int> channels;
    std::set<Uuid> fields;
    for (const auto& label : track.labels)
      if (!label.channel) fields.insert(label.link);
    if (fields.empty())
      say(FindingCode::missing_field, Severity::remark, name,
          Message("T2784", "the sound has no soundfield label; newer servers want one"));
    for (const auto& label : track.labels) {
      if (!label.channel) continue;
      if (*label.channel < 1 || *label.channel > track.channels || !channels.insert(*label.channel).second)
        say(FindingCode::invalid_field, Severity::refusal, name,
            Message("T2785", "the label {1} is for channel {2}, which is not there or labelled twice",
                    {label.symbol, std::to_string(*label.channel)}));
      if (label.group && !fields.contains(*label.group))
        say(FindingCode::invalid_field, Severity::refusal, name,
            Message("T2786", "the label {1} belongs to a soundfield that is not there", {label.symbol}));
    }
  }

  void composition(const std::string& name, const Playlist& playlist) {
    for (std::size_t i = 0; i < playlist.reels.size(); ++i) {
      const auto& reel = playlist.reels[i];
      const auto picture = std::ranges::find(reel, Playlist::Asset::Kind::picture, &Playlist::Asset::kind);
      for (const auto& asset : reel) {
        this->asset(name, asset);
        if (picture == reel.end() || !asset.rate.known() || !picture->rate.known()) continue;
        if (lasts(asset) != lasts(*picture))
          say(asset.kind == Playlist::Asset::Kind::sound ? FindingCode::mismatched_sound_length
                                                         : FindingCode::mismatched_duration,
              Severity::refusal, name,
              Message("T2787", "{1} does not last as long as the picture of its reel", {asset.name}));
      }
      if (picture == reel.end())
        say(FindingCode::missing_field, Severity::refusal, name, Message("T2788", "a reel has no picture"));
      else if (picture->rate.known() && picture->duration > 0 && lasts(*picture) < 1)
        say(FindingCode::unexpected_duration, Severity::remark, name,
            Message("T2872", "reel {1} lasts {2} edit units at {3} a second: servers may refuse less than a second",
                    {std::to_string(i + 1), std::to_string(picture->duration), to_string(picture->rate)}));
    }
  }

  static double lasts(const Playlist::Asset& asset) {  // seconds
    return static_cast<double>(asset.duration) / asset.rate.value();
  }

  void asset(const std::string& name, const Playlist::Asset& asset) {
    if (!asset.id || !asset.rate.known())
      return say(FindingCode::invalid_manifest, Severity::refusal, name,
                 Message("T2789", "{1} has no id or no edit rate as it should", {asset.name}));
    if (asset.duration < 1 || asset.duration > asset.intrinsic - asset.entry)
      say(FindingCode::mismatched_duration, Severity::refusal, name,
          Message("T2790", "{1} is to run longer than it lasts, or not at all", {asset.name}));
    const auto digest = digests_.find(*asset.id);
    if (digest == digests_.end())
      return say(FindingCode::missing_file, Severity::note, name,
                 Message("T2791", "{1} is in another package, which the server must have, too: {2}",
                         {asset.name, urn(*asset.id)}));
    if (asset.sha1 && *asset.sha1 != digest->second)
      say(FindingCode::mismatched_digest, Severity::refusal, name,
          Message("T2792", "{1} has another digest here than in the packing list", {asset.name}));
    const auto found = tracks_.find(*asset.id);
    if (found == tracks_.end()) return;
    const auto& track = found->second.track;
    if (track.duration != asset.intrinsic)
      say(FindingCode::mismatched_duration, Severity::refusal, name,
          Message("T2793", "{1} lasts {2} edit units, its file {3}",
                  {asset.name, std::to_string(asset.intrinsic), std::to_string(track.duration)}));
    if (!(track.rate == asset.rate))
      say(FindingCode::mismatched_rate, Severity::refusal, name,
          Message("T2794", "{1} runs at {2}, its file at {3}",
                  {asset.name, to_string(asset.rate), to_string(track.rate)}));
    constexpr TrackKind kinds[] = {TrackKind::picture, TrackKind::sound, TrackKind::text};
    if (kinds[static_cast<int>(asset.kind)] != track.kind)
      say(FindingCode::mismatched_identifier, Severity::refusal, name,
          Message("T2795", "{1} names a file of another kind: {2}", {asset.name, found->second.name}));
  }

  const fs::path& folder_;
  CheckDepth depth_;
  Observer& observer_;
  AssetMap map_;
  std::map<Uuid, Sha1> digests_;  // by the packing lists
  std::map<Uuid, Known> tracks_;
  std::vector<std::pair<std::string, std::unique_ptr<TrackReader>>> picture_tracks_;
  std::vector<std::pair<std::string, Playlist>> playlists_;  // with their names
  std::vector<Finding> findings_;
};

}  // namespace

bool is_dcp(const fs::path& folder) {
  std::error_code absent;
  return fs::is_regular_file(folder / map_name, absent) || fs::is_regular_file(folder / "ASSETMAP", absent);
}

std::vector<Finding> check_dcp(const fs::path& folder, CheckDepth depth, Observer& observer) {
  if (!fs::exists(folder / map_name) && fs::exists(folder / "ASSETMAP"))
    throw Error(ExitCode::material,
                Message("T2764", "{1}: is of an Interop DCP; tasma takes only SMPTE DCPs", {printable(folder)}));
  return Check(folder, depth, observer).run();
}

}  // namespace tasma::codecs::dcp
