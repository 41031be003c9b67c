#include "codecs/dcp/cpl.hpp"

#include <algorithm>
#include <set>

#include "codecs/dcp/j2k_markers.hpp"
#include "codecs/dcp/xml.hpp"
#include "pipeline/core/digest.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {
namespace {

std::string pair(std::int64_t a, std::int64_t b) { return std::to_string(a) + ' ' + std::to_string(b); }
std::string pair(Rational rate) { return pair(rate.num, rate.den); }

std::string ul_urn(const Ul& label) {
  auto text = hex(label);
  for (const std::size_t dot : {24, 16, 8}) text.insert(dot, 1, '.');
  return "urn:smpte:ul:" + text;
}

[[noreturn]] void refuse(const Message& message) { throw Error(ExitCode::usage, message); }

void must_agree(const Composition& composition) {
  if (composition.reels.empty()) refuse(Message("T2755", "a DCP without reels was asked for"));
  const auto& first = composition.reels.front();
  for (std::size_t i = 0; i < composition.reels.size(); ++i) {
    const auto& [picture, sound, text] = composition.reels[i];
    const auto number = std::to_string(i + 1);
    const bool lasts = sound.duration == picture.duration && (!text || text->duration == picture.duration);
    if (!lasts)
      refuse(Message("T2756", "reel {1} of a DCP: picture, sound and subtitles do not last equally long", {number}));
    const bool runs =
        picture.rate == first.picture.rate && sound.rate == picture.rate && (!text || text->rate == picture.rate);
    if (!runs)
      refuse(Message("T2757", "reel {1} of a DCP runs at another rate than the first, or its sound does", {number}));
    if (picture.picture != first.picture.picture)
      refuse(Message("T2758", "reel {1} of a DCP has pictures of another size than the first", {number}));
    if (text.has_value() != first.text.has_value())
      refuse(Message("T2759", "reel {1} of a DCP: every reel has subtitles, or none has", {number}));
  }
  for (const auto& marker : composition.markers)
    if (marker.reel >= composition.reels.size() || marker.offset < 0 ||
        marker.offset >= composition.reels[marker.reel].picture.duration)
      refuse(Message("T2760", "the marker {1} lies outside the film", {marker.label}));
}

/// With those that every film has.
std::vector<Marker> all_markers(const Composition& composition) {
  const auto last_reel = composition.reels.size() - 1;
  const auto last = composition.reels[last_reel].picture.duration - 1;
  const auto shortest = std::min<std::int64_t>(1, composition.reels.front().picture.duration - 1);
  std::vector<Marker> markers{{"FFOC", 0, shortest}, {"LFOC", last_reel, last}};
  if (composition.kind == ContentKind::feature)
    for (const auto* label : {"FFEC", "FFMC"})
      if (std::ranges::count(composition.markers, label, &Marker::label) == 0)
        markers.push_back({label, last_reel, last});
  markers.insert(markers.end(), composition.markers.begin(), composition.markers.end());
  return markers;
}

pugi::xml_node add_asset(pugi::xml_node list, std::string_view name, const TrackFile& track) {
  auto asset = add(list, name);
  add(asset, "Id", urn(track.id));
  add(asset, "EditRate", pair(track.rate));
  add(asset, "IntrinsicDuration", track.duration);
  add(asset, "EntryPoint", 0);
  add(asset, "Duration", track.duration);
  add(asset, "Hash", base64(track.sha1));
  return asset;
}

void add_markers(pugi::xml_node list, const std::vector<Marker>& markers, std::size_t reel, const TrackFile& picture,
                 const Uuid& id) {
  if (std::ranges::count(markers, reel, &Marker::reel) == 0) return;
  auto asset = add(list, "MainMarkers");
  add(asset, "Id", urn(id));
  add(asset, "EditRate", pair(picture.rate));
  add(asset, "IntrinsicDuration", picture.duration);
  auto all = add(asset, "MarkerList");
  for (const auto& marker : markers) {
    if (marker.reel != reel) continue;
    auto one = add(all, "Marker");
    add(one, "Label", marker.label);
    add(one, "Offset", marker.offset);
  }
}

/// "51/L,R,C,LFE,Ls,Rs"
std::string sound_configuration(const TrackFile& sound) {
  std::string field, channels;
  for (int channel = 1; channel <= sound.channels; ++channel) {
    const auto found = std::ranges::find(sound.labels, std::optional(channel), &SoundLabel::channel);
    channels += (channel == 1 ? "" : ",") + (found == sound.labels.end() ? "-" : found->symbol.substr(2));
  }
  for (const auto& label : sound.labels)
    if (!label.channel) field = label.symbol.substr(2);
  return field + '/' + channels;
}

void add_area(pugi::xml_node asset, std::string_view name, Size size) {
  auto area = add(asset, name);
  add(area, "meta:Width", size.width);
  add(area, "meta:Height", size.height);
}

/// RDD 52 has 24, 25 and 48 pictures a second, in 4K only 24.
bool is_bv21(const TrackFile& picture) {
  const auto& rate = picture.rate;
  const bool two_k = picture.picture.width <= largest(Resolution::two_k).width;
  return rate.den == 1 && (rate.num == 24 || (two_k && (rate.num == 25 || rate.num == 48)));
}

void add_profile(pugi::xml_node asset) {
  auto extension = add(add(asset, "meta:ExtensionMetadataList"), "meta:ExtensionMetadata");
  extension.append_attribute("scope") = "http://isdcf.com/ns/cplmd/app";
  add(extension, "meta:Name", "Application");
  auto property = add(add(extension, "meta:PropertyList"), "meta:Property");
  add(property, "meta:Name", "DCP Constraints Profile");
  add(property, "meta:Value", "SMPTE-RDD-52:2020-Bv2.1");
}

void add_labels(pugi::xml_node asset, const std::vector<SoundLabel>& labels) {
  auto all = add(asset, "mca:MCASubDescriptors");
  all.append_attribute("xmlns:mca") = xml_namespace::labels.data();
  for (const auto& label : labels) {
    auto one = add(all, label.channel ? "r0:AudioChannelLabelSubDescriptor" : "r0:SoundfieldGroupLabelSubDescriptor");
    one.append_attribute("xmlns:r0") = xml_namespace::label_sets.data();
    one.append_attribute("xmlns:r1") = xml_namespace::label_properties.data();
    add(one, "r1:InstanceID", urn(label.instance));
    add(one, "r1:MCALabelDictionaryID", ul_urn(label.dictionary));
    add(one, "r1:MCALinkID", urn(label.link));
    add(one, "r1:MCATagSymbol", label.symbol);
    add(one, "r1:MCATagName", label.name);
    if (label.channel) add(one, "r1:MCAChannelID", *label.channel);
    if (!label.language.empty()) add(one, "r1:RFC5646SpokenLanguage", label.language);
    if (label.group) add(one, "r1:SoundfieldGroupLinkID", urn(*label.group));
  }
}

void add_metadata(pugi::xml_node list, const Composition& composition, const Uuid& id) {
  const auto& [picture, sound, text] = composition.reels.front();
  auto asset = add(list, "meta:CompositionMetadataAsset");
  asset.append_attribute("xmlns:meta") = xml_namespace::metadata.data();
  add(asset, "Id", urn(id));
  add(asset, "EditRate", pair(picture.rate));
  add(asset, "IntrinsicDuration", picture.duration);
  auto title = add(asset, "meta:FullContentTitleText", composition.full_title);
  title.append_attribute("language") = composition.full_title_language.c_str();
  add(asset, "meta:VersionNumber", 1).append_attribute("status") = "final";
  add(asset, "meta:MainSoundConfiguration", sound_configuration(sound));
  add(asset, "meta:MainSoundSampleRate", "48000 1");
  add_area(asset, "meta:MainPictureStoredArea", picture.picture);
  add_area(asset, "meta:MainPictureActiveArea", composition.active);
  if (text) add(asset, "meta:MainSubtitleLanguageList", text->language);
  if (is_bv21(picture)) add_profile(asset);
  add_labels(asset, sound.labels);
}

}  // namespace

std::string composition_playlist(const Composition& composition, const Uuid& id) {
  must_agree(composition);
  pugi::xml_document document;
  auto root = add_root(document, "CompositionPlaylist", xml_namespace::composition);
  add(root, "Id", urn(id));
  add(root, "AnnotationText", composition.title);
  add(root, "IssueDate", iso_date(composition.date_s));
  add(root, "Issuer", composition.issuer);
  add(root, "Creator", composition.creator);
  add(root, "ContentTitleText", composition.title);
  add(root, "ContentKind", name_of(composition.kind));
  auto version = add(root, "ContentVersion");
  add(version, "Id", urn(part_id(id, "content version")));
  add(version, "LabelText", composition.title);
  add(root, "RatingList");
  auto reels = add(root, "ReelList");
  const auto markers = all_markers(composition);
  for (std::size_t i = 0; i < composition.reels.size(); ++i) {
    const auto& [picture, sound, text] = composition.reels[i];
    const auto number = std::to_string(i);
    auto reel = add(reels, "Reel");
    add(reel, "Id", urn(part_id(id, "reel " + number)));
    auto list = add(reel, "AssetList");
    add_markers(list, markers, i, picture, part_id(id, "markers " + number));
    auto main = add_asset(list, "MainPicture", picture);
    add(main, "FrameRate", pair(picture.rate));
    add(main, "ScreenAspectRatio", pair(picture.picture.width, picture.picture.height));
    add_asset(list, "MainSound", sound);
    if (text) add(add_asset(list, "MainSubtitle", *text), "Language", text->language);
    if (i == 0) add_metadata(list, composition, part_id(id, "metadata"));
  }
  return saved(document);
}

}  // namespace tasma::codecs::dcp
