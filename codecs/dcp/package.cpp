#include "codecs/dcp/package.hpp"

#include <array>
#include <functional>

#include "codecs/dcp/cpl.hpp"
#include "codecs/dcp/xml.hpp"
#include "codecs/digest.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace fs = std::filesystem;
namespace {

/// A file of the package.
struct Packed {
  Uuid id{};
  std::string name, type;
  std::uint64_t size = 0;
  Sha1 sha1{};
};

/// A document whose id is of version 5 over everything else it says.
struct Identified {
  Uuid id;
  std::string text;
};
Identified identified(std::string_view role, const std::function<std::string(const Uuid&)>& make) {
  const auto id = document_id(role, make({}));
  return {id, make(id)};
}

std::vector<Packed> track_files(const fs::path& folder, const Composition& composition) {
  std::vector<Packed> files;
  std::set<Uuid> known = composition.in_original;
  const auto take = [&](const TrackFile& track) {
    if (!known.insert(track.id).second) return;
    const auto name = file_name_of(track);
    std::error_code absent;
    if (fs::file_size(folder / name, absent) != track.size || absent)
      throw Error(ExitCode::bug, Message("T2761", "{1}: is not there, or not of the size it was written with",
                                         {printable(folder / name)}));
    files.push_back({track.id, name, "application/mxf", track.size, track.sha1});
  };
  for (const auto& [picture, sound, text] : composition.reels) {
    take(picture);
    take(sound);
    if (text) take(*text);
  }
  return files;
}

void add_issue(pugi::xml_node root, const Composition& composition) {
  add(root, "IssueDate", iso_date(composition.date_s));
  add(root, "Issuer", composition.issuer);
}

std::string packing_list(const Composition& composition, const std::vector<Packed>& files, const Uuid& id) {
  pugi::xml_document document;
  auto root = add_root(document, "PackingList", xml_namespace::packing_list);
  add(root, "Id", urn(id));
  add(root, "AnnotationText", composition.title);
  add_issue(root, composition);
  add(root, "Creator", composition.creator);
  auto list = add(root, "AssetList");
  for (const auto& file : files) {
    auto asset = add(list, "Asset");
    add(asset, "Id", urn(file.id));
    add(asset, "Hash", base64(file.sha1));
    add(asset, "Size", static_cast<std::int64_t>(file.size));
    add(asset, "Type", file.type);
    add(asset, "OriginalFileName", file.name);
  }
  return saved(document);
}

/// `files` begins with the packing list.
std::string asset_map(const Composition& composition, const std::vector<Packed>& files, const Uuid& id) {
  pugi::xml_document document;
  auto root = add_root(document, "AssetMap", xml_namespace::asset_map);
  add(root, "Id", urn(id));
  add(root, "Creator", composition.creator);
  add(root, "VolumeCount", 1);
  add_issue(root, composition);
  auto list = add(root, "AssetList");
  for (const auto& file : files) {
    auto asset = add(list, "Asset");
    add(asset, "Id", urn(file.id));
    if (&file == &files.front()) add(asset, "PackingList", "true");
    auto chunk = add(add(asset, "ChunkList"), "Chunk");
    add(chunk, "Path", file.name);
    add(chunk, "VolumeIndex", 1);
    add(chunk, "Offset", 0);
    add(chunk, "Length", static_cast<std::int64_t>(file.size));
  }
  return saved(document);
}

std::string volume_index() {
  pugi::xml_document document;
  add(add_root(document, "VolumeIndex", xml_namespace::asset_map), "Index", 1);
  return saved(document);
}

Packed write(const fs::path& folder, const std::string& prefix, const Identified& document) {
  Packed file{document.id, prefix + to_string_uuid(document.id) + ".xml", "text/xml", document.text.size(), {}};
  write_xml(folder / file.name, document.text);
  file.sha1 = sha1_of(folder / file.name);
  return file;
}

}  // namespace

std::string file_name_of(const TrackFile& track) {
  constexpr std::array prefixes{"j2c_", "pcm_", "sub_"};
  return prefixes.at(static_cast<std::size_t>(track.kind)) + to_string_uuid(track.id) + ".mxf";
}

PackageFiles write_package(const fs::path& folder, const Composition& composition) {
  auto files = track_files(folder, composition);
  const auto playlist = identified("cpl", [&](const Uuid& id) { return composition_playlist(composition, id); });
  files.push_back(write(folder, "cpl_", playlist));
  const auto packing = identified("pkl", [&](const Uuid& id) { return packing_list(composition, files, id); });
  files.insert(files.begin(), write(folder, "pkl_", packing));
  const auto map = identified("asset map", [&](const Uuid& id) { return asset_map(composition, files, id); });
  write_xml(folder / "ASSETMAP.xml", map.text);
  write_xml(folder / "VOLINDEX.xml", volume_index());
  settle(folder);

  PackageFiles made{playlist.id, packing.id, {}};
  for (const auto& file : files) made.files.emplace_back(file.name);
  made.files.insert(made.files.end(), {"ASSETMAP.xml", "VOLINDEX.xml"});
  return made;
}

}  // namespace tasma::codecs::dcp
