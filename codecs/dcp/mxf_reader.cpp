#include "codecs/dcp/mxf_reader.hpp"

#include <algorithm>

#include "codecs/dcp/big_endian.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace {

using Bytes = std::span<const std::uint8_t>;

/// Text that standards keep to ASCII, from UTF-16; what is none becomes '?'.
std::string from_utf16(Bytes bytes) {
  std::string text;
  for (std::size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    const auto unit = big_endian<std::uint16_t>(bytes, at);
    if (unit == 0) break;
    text += unit >= ' ' && unit < 0x7f ? static_cast<char>(unit) : '?';
  }
  return text;
}

std::string from_ascii(Bytes bytes) {
  std::string text;
  for (const auto byte : bytes)
    if (byte >= ' ' && byte < 0x7f) text += static_cast<char>(byte);
  return text;
}

template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> exactly(Bytes bytes) {
  if (bytes.size() != N) return std::nullopt;
  std::array<std::uint8_t, N> value;
  std::ranges::copy(bytes, value.begin());
  return value;
}

/// A number that is counted in; 0: not said, or more than anything has.
int small(std::optional<std::uint64_t> number) {
  constexpr std::uint64_t most = 1 << 20;
  return number && *number <= most ? static_cast<int>(*number) : 0;
}

std::vector<SoundLabel> labels_of(const MxfOutline& outline, const MxfSet& descriptor) {
  std::vector<SoundLabel> labels;
  for (const auto& id : ids_of(outline.bytes(descriptor, label::sub_descriptors))) {
    const auto* set = outline.find(id);
    if (!set || (set->kind != SetKind::channel_label && set->kind != SetKind::soundfield_label)) continue;
    const auto of = [&](const Ul& name) { return outline.bytes(*set, name); };
    SoundLabel one{.instance = id,
                   .link = exactly<16>(of(label::link_id)).value_or(Uuid()),
                   .group = exactly<16>(of(label::group_link_id)),
                   .dictionary = exactly<16>(of(label::dictionary_id)).value_or(Ul()),
                   .symbol = from_utf16(of(label::tag_symbol)),
                   .name = from_utf16(of(label::tag_name)),
                   .channel = {},
                   .language = from_ascii(of(label::spoken_language))};
    const auto channel = of(label::channel_id);
    if (set->kind == SetKind::channel_label)
      one.channel = channel.size() == 4 ? small(big_endian<std::uint32_t>(channel, 0)) : 0;
    labels.push_back(std::move(one));
  }
  return labels;
}

std::optional<TrackKind> kind_of(const MxfSet& descriptor) {
  switch (descriptor.kind) {
    case SetKind::picture_descriptor:
      return TrackKind::picture;
    case SetKind::sound_descriptor:
      return TrackKind::sound;
    case SetKind::text_descriptor:
      return TrackKind::text;
    default:
      return std::nullopt;
  }
}

[[noreturn]] void refuse(const std::filesystem::path& file) {
  throw Error(ExitCode::material,
              Message("T2734", "{1}: is no MXF track file of pictures, sound or timed text as DCPs have them",
                      {printable(file)}));
}

TrackFile facts_of(const MxfOutline& outline, const std::filesystem::path& file) {
  if (outline.encrypted)
    throw UnsupportedTrack(ExitCode::material, Message("T2735", "{1}: is encrypted; tasma reads only DCPs that are not",
                                                       {printable(file)}));
  if (outline.find(SetKind::stereoscopic))
    throw UnsupportedTrack(
        ExitCode::material,
        Message("T2797", "{1}: is stereoscopic; tasma reads only DCPs that are not", {printable(file)}));
  const auto* package = outline.find(SetKind::file_package);
  const auto asset = package ? package->id(Tag::package_id) : std::nullopt;
  const auto reference = package ? package->id(Tag::descriptor) : std::nullopt;
  const auto* descriptor = reference ? outline.find(*reference) : nullptr;
  const auto kind = descriptor ? kind_of(*descriptor) : std::nullopt;
  if (!asset || !kind) refuse(file);
  TrackFile track;
  track.kind = *kind;
  track.id = *asset;
  track.file = file;
  track.size = outline.size;
  track.rate = descriptor->ratio(Tag::sample_rate).value_or(Rational{0, 1});
  constexpr std::uint64_t most_units = std::uint64_t{1} << 40;
  track.duration =
      static_cast<std::int64_t>(std::min(descriptor->number(Tag::container_duration).value_or(0), most_units));
  if (kind == TrackKind::picture)
    track.picture = {small(descriptor->number(Tag::stored_width)), small(descriptor->number(Tag::stored_height))};
  if (kind == TrackKind::sound) {
    track.channels = small(descriptor->number(Tag::channels));
    track.labels = labels_of(outline, *descriptor);
    for (const auto& one : track.labels)
      if (track.language.empty()) track.language = one.language;
  }
  if (kind == TrackKind::text) track.language = from_utf16(outline.bytes(*descriptor, label::language_list));
  return track;
}

}  // namespace

TrackReader::TrackReader(const std::filesystem::path& file)
    : input_(file), outline_(input_), track_(facts_of(outline_, file)) {}

std::vector<std::uint8_t> TrackReader::read(const Klv& klv) const {
  const std::uint64_t most = track_.kind == TrackKind::text ? 256 << 20 : 64 << 20;
  if (klv.length() > most)
    throw Error(ExitCode::material,
                Message("T2736", "{1}: byte {2}: {3} bytes are more than one piece of essence has",
                        {printable(track_.file), std::to_string(klv.at), std::to_string(klv.length())}));
  std::vector<std::uint8_t> bytes(klv.length());
  bytes.resize(input_.read(klv.value, bytes));
  return bytes;
}

std::vector<std::uint8_t> TrackReader::read(std::int64_t element) const {
  return read(outline_.elements.at(static_cast<std::size_t>(element)));
}

TimedText TrackReader::read_text() const {
  const auto* descriptor = outline_.find(SetKind::text_descriptor);
  if (!descriptor || outline_.elements.empty())
    throw Error(ExitCode::bug, Message("T2737", "{1}: holds no timed text", {printable(track_.file)}));
  TimedText text;
  const auto document = read(0);
  text.xml.assign(document.begin(), document.end());
  text.id = exactly<16>(outline_.bytes(*descriptor, label::resource_id)).value_or(Uuid());
  text.language = track_.language;
  text.edit_units = track_.duration;
  for (const auto& id : ids_of(outline_.bytes(*descriptor, label::sub_descriptors))) {
    const auto* set = outline_.find(id);
    const auto stream = set ? set->number(Tag::body_id) : std::nullopt;
    const auto partition = std::ranges::find_if(
        outline_.partitions, [&](const MxfPartition& one) { return stream && one.body_id == *stream; });
    if (partition == outline_.partitions.end()) continue;
    const auto resource =
        std::ranges::find_if(outline_.resources, [&](const Klv& one) { return one.at >= partition->klv.end; });
    if (resource == outline_.resources.end()) continue;
    text.fonts.push_back({exactly<16>(outline_.bytes(*set, label::ancillary_id)).value_or(Uuid()), read(*resource)});
  }
  return text;
}

}  // namespace tasma::codecs::dcp
