#include "codecs/dcp/listing.hpp"

#include <algorithm>
#include <charconv>

#include "codecs/dcp/xml.hpp"
#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace {

constexpr std::uint64_t most_xml = 16 << 20;  // bytes

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  return node.find_child([&](const pugi::xml_node& one) { return local_name(one) == name; });
}

std::string text_of(const pugi::xml_node& node, std::string_view name) {
  std::string text = child(node, name).text().get();
  const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  text.erase(text.begin(), std::ranges::find_if_not(text, blank));
  while (!text.empty() && blank(text.back())) text.pop_back();
  return text;
}

std::optional<Uuid> id_of(const pugi::xml_node& node) { return parse_urn(text_of(node, "Id")); }

std::optional<std::int64_t> number_of(const pugi::xml_node& node, std::string_view name) {
  const auto text = text_of(node, name);
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

Rational rate_of(const pugi::xml_node& node) {
  auto text = text_of(node, "EditRate");
  std::ranges::replace(text, ' ', '/');
  return parse_rational(text).value_or(Rational{0, 1});
}

/// Whether a list is as tasma wrote it: then its id is that of all else it says. Of other makers' lists nothing is
/// known.
bool is_as_written(std::string_view role, std::string_view text, const pugi::xml_node& root) {
  const auto id = text_of(root, "Id");
  const auto at = text.find(id);
  if (!text_of(root, "Creator").starts_with("tasma") || id.empty() || at == text.npos) return true;
  std::string anonymous(text);
  anonymous.replace(at, id.size(), urn({}));
  return id == urn(document_id(role, anonymous));
}

/// The root of a document, if it is `name` of `of_namespace`; else a fault was added. `role`: of a list, for its id.
pugi::xml_node read_root(const std::filesystem::path& file, std::string_view name, std::string_view of_namespace,
                         pugi::xml_document& document, std::vector<Message>& faults, std::string_view role = {}) {
  const InputFile input(file);
  if (input.size() > most_xml) {
    faults.push_back(Message("T2762", "the XML is larger than any DCP's"));
    return {};
  }
  const auto bytes = input.read_all();
  const auto parsed = document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    faults.push_back(Message("T2763", "the XML is not well-formed at byte {1}: {2}",
                             {std::to_string(parsed.offset), parsed.description()}));
    return {};
  }
  const auto root = document.document_element();
  const std::string_view prefix = root.name();
  const auto colon = prefix.find(':');
  const auto declaration = colon == prefix.npos ? "xmlns" : "xmlns:" + std::string(prefix.substr(0, colon));
  const std::string_view has = root.attribute(declaration.c_str()).value();
  if (has.find("digicine.com") != has.npos)
    throw Error(ExitCode::material,
                Message("T2764", "{1}: is of an Interop DCP; tasma takes only SMPTE DCPs", {printable(file)}));
  if (local_name(root) != name || has != of_namespace) {
    faults.push_back(Message("T2765", "the XML is no {1} of SMPTE", {std::string(name)}));
    return {};
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (!role.empty() && !is_as_written(role, text, root))
    faults.push_back(Message("T2680", "the list is not as it was written; copy the package again"));
  return root;
}

std::optional<Playlist::Asset::Kind> kind_of(std::string_view name) {
  using enum Playlist::Asset::Kind;
  if (name == "MainPicture" || name == "MainStereoscopicPicture") return picture;
  if (name == "MainSound") return sound;
  if (name == "MainSubtitle" || name == "MainCaption" || name == "ClosedCaption" || name == "MainClosedCaption")
    return text;
  return std::nullopt;
}

}  // namespace

bool stays_inside(const std::string& path) {
  const std::filesystem::path named(path);
  return !path.empty() && path.find('\0') == path.npos && named.is_relative() &&
         std::ranges::none_of(named, [](const auto& part) { return part == ".."; });
}

const AssetMap::Asset* AssetMap::find(const Uuid& id) const {
  const auto found = std::ranges::find(assets, std::optional(id), &Asset::id);
  return found == assets.end() ? nullptr : &*found;
}

const PackingList::Asset* PackingList::find(const Uuid& asset) const {
  const auto found = std::ranges::find(assets, std::optional(asset), &Asset::id);
  return found == assets.end() ? nullptr : &*found;
}

AssetMap read_asset_map(const std::filesystem::path& file) {
  AssetMap map;
  pugi::xml_document document;
  const auto root = read_root(file, "AssetMap", xml_namespace::asset_map, document, map.faults, "asset map");
  map.volumes = number_of(root, "VolumeCount").value_or(1);
  for (const auto& asset : child(root, "AssetList").children()) {
    const auto chunks = child(asset, "ChunkList");
    if (std::ranges::distance(chunks.children()) > 1)
      map.faults.push_back(
          Message("T2766", "{1} is spread over several files, which tasma does not take", {text_of(asset, "Id")}));
    const auto chunk = child(chunks, "Chunk");
    auto path = text_of(chunk, "Path");
    if (path.starts_with("file:///")) path.erase(0, 8);
    const auto listed = text_of(asset, "PackingList");
    map.assets.push_back(
        {id_of(asset), std::move(path), number_of(chunk, "Length"), listed == "true" || listed == "1"});
  }
  return map;
}

std::vector<Message> check_volume_index(const std::filesystem::path& file, std::int64_t volumes) {
  std::vector<Message> faults;
  pugi::xml_document document;
  const auto root = read_root(file, "VolumeIndex", xml_namespace::asset_map, document, faults);
  const auto number = number_of(root, "Index").value_or(0);
  if (root && (number < 1 || number > volumes))
    faults.push_back(Message("T2681", "no number of a volume, where there are {1}", {std::to_string(volumes)}));
  return faults;
}

PackingList read_packing_list(const std::filesystem::path& file) {
  PackingList list;
  pugi::xml_document document;
  const auto root = read_root(file, "PackingList", xml_namespace::packing_list, document, list.faults, "pkl");
  if (root) list.id = id_of(root);
  for (const auto& asset : child(root, "AssetList").children()) {
    const auto size = number_of(asset, "Size");
    list.assets.push_back({id_of(asset), parse_base64(text_of(asset, "Hash")),
                           size ? std::optional(static_cast<std::uint64_t>(*size)) : std::nullopt,
                           text_of(asset, "Type")});
  }
  return list;
}

Playlist read_playlist(const std::filesystem::path& file) {
  Playlist playlist;
  pugi::xml_document document;
  const auto root = read_root(file, "CompositionPlaylist", xml_namespace::composition, document, playlist.faults);
  if (root) playlist.id = id_of(root);
  for (const auto& reel : child(root, "ReelList").children()) {
    auto& assets = playlist.reels.emplace_back();
    for (const auto& asset : child(reel, "AssetList").children()) {
      const auto kind = kind_of(local_name(asset));
      if (!kind) continue;
      Playlist::Asset one;
      one.kind = *kind;
      one.name = local_name(asset);
      one.id = id_of(asset);
      one.sha1 = parse_base64(text_of(asset, "Hash"));
      one.rate = rate_of(asset);
      one.intrinsic = number_of(asset, "IntrinsicDuration").value_or(0);
      one.entry = std::min(number_of(asset, "EntryPoint").value_or(0), one.intrinsic);
      one.duration = number_of(asset, "Duration").value_or(one.intrinsic - one.entry);
      assets.push_back(std::move(one));
    }
  }
  if (root && playlist.reels.empty()) playlist.faults.push_back(Message("T2767", "the composition has no reels"));
  return playlist;
}

}  // namespace tasma::codecs::dcp
