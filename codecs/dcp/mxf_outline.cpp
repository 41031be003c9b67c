#include "codecs/dcp/mxf_outline.hpp"

#include <algorithm>
#include <string_view>

#include "codecs/dcp/big_endian.hpp"

namespace tasma::codecs::dcp {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t most_elements = 10'000'000;  // five days
constexpr std::size_t most_sets = 65'536;          // each subtitle that is a picture has one
constexpr std::size_t most_faults = 1000;
constexpr std::uint64_t most_metadata = 64 << 20;         // bytes, of everything but the essence
constexpr std::uint64_t index_bytes_an_element = 2 * 11;  // that a file may take in addition

/// What a key is the key of.
enum class Kind { partition, primer, random_index, index, set, filler, element, resource, encrypted, other };

bool begins(const Ul& key, std::size_t from, const Ul& with, std::size_t count) {
  return std::equal(key.begin() + static_cast<std::ptrdiff_t>(from),
                    key.begin() + static_cast<std::ptrdiff_t>(from + count),
                    with.begin() + static_cast<std::ptrdiff_t>(from));
}

Kind kind_of(const Ul& key) {
  if (same_label(key, label::filler)) return Kind::filler;
  if (begins(key, 0, label::encrypted, 7) && begins(key, 8, label::encrypted, 5)) return Kind::encrypted;
  if (same_label(key, label::stream_data)) return Kind::resource;
  if (begins(key, 0, label::j2k_element, 7) && begins(key, 8, label::j2k_element, 4)) return Kind::element;
  if (begins(key, 0, label::set, 5) && begins(key, 8, label::set, 5)) return Kind::set;
  if (begins(key, 0, label::index_segment, 5) && begins(key, 8, label::index_segment, 6)) return Kind::index;
  if (!begins(key, 0, label::primer, 7) || !begins(key, 8, label::primer, 5)) return Kind::other;
  if (key[13] >= 2 && key[13] <= 4) return Kind::partition;
  if (key[13] == label::primer[13]) return Kind::primer;
  return key[13] == label::random_index[13] ? Kind::random_index : Kind::other;
}

/// The properties of a local set. Nothing if they do not add up.
std::optional<std::map<std::uint16_t, std::vector<std::uint8_t>>> properties_of(Bytes bytes) {
  std::map<std::uint16_t, std::vector<std::uint8_t>> properties;
  while (!bytes.empty()) {
    if (bytes.size() < 4) return std::nullopt;
    const auto tag = big_endian<std::uint16_t>(bytes, 0);
    const std::size_t length = big_endian<std::uint16_t>(bytes, 2);
    if (length > bytes.size() - 4) return std::nullopt;
    const auto value = bytes.subspan(4, length);
    properties.emplace(tag, std::vector(value.begin(), value.end()));
    bytes = bytes.subspan(4 + length);
  }
  return properties;
}

}  // namespace

std::span<const std::uint8_t> MxfSet::bytes(std::uint16_t tag) const {
  const auto found = properties.find(tag);
  return found == properties.end() ? Bytes() : Bytes(found->second);
}

std::optional<std::uint64_t> MxfSet::number(Tag tag) const {
  const auto value = bytes(tag);
  if (value.empty() || value.size() > 8) return std::nullopt;
  std::uint64_t number = 0;
  for (const auto byte : value) number = number << 8 | byte;
  return number;
}

std::optional<Rational> MxfSet::ratio(Tag tag) const {
  const auto value = bytes(tag);
  if (value.size() != 8) return std::nullopt;
  const Rational ratio{big_endian<std::uint32_t>(value, 0), big_endian<std::uint32_t>(value, 4)};
  constexpr std::int64_t most = 0x7fffffff;
  return ratio.known() && ratio.num <= most && ratio.den <= most ? std::optional(ratio) : std::nullopt;
}

std::optional<Uuid> MxfSet::id(Tag tag) const {
  const auto value = bytes(tag);
  if (value.size() != 16 && value.size() != 32) return std::nullopt;
  Uuid id{};
  std::ranges::copy(value.last(16), id.begin());
  return id;
}

std::vector<std::span<const std::uint8_t>> items_of(Bytes batch, std::size_t size) {
  std::vector<Bytes> items;
  if (batch.size() < 8 || big_endian<std::uint32_t>(batch, 4) != size) return items;
  const auto count = std::min<std::size_t>(big_endian<std::uint32_t>(batch, 0), (batch.size() - 8) / size);
  for (std::size_t i = 0; i < count; ++i) items.push_back(batch.subspan(8 + i * size, size));
  return items;
}

std::vector<Uuid> ids_of(Bytes batch) {
  std::vector<Uuid> ids;
  for (const auto item : items_of(batch, 16)) std::ranges::copy(item, ids.emplace_back().begin());
  return ids;
}

MxfOutline::MxfOutline(const ByteSource& source) : size(source.size()) {
  std::vector<std::uint8_t> value;
  std::uint64_t taken = 0;
  auto last = Kind::other;
  for (std::uint64_t at = 0; at < size;) {
    const auto klv = read_klv(source, at);
    if (!klv) {
      faults.push_back(
          {at, Message("T2726",
                       "nothing of MXF stands here, or it reaches beyond the end of the file; copy the file again")});
      return;
    }
    const auto kind = kind_of(klv->key);
    if (at == 0 && kind != Kind::partition) {
      faults.push_back({0, Message("T2727", "the file does not begin as MXF does")});
      return;
    }
    at = klv->end;
    if (kind == Kind::encrypted) encrypted = true;
    if (kind == Kind::resource) resources.push_back(*klv);
    if (kind == Kind::element) elements.push_back(*klv);
    if (kind == Kind::filler && last == Kind::index) index_bytes += klv->end - klv->at;
    if (kind == Kind::set || (kind == Kind::filler && last == Kind::set)) metadata_end = klv->end;
    const bool read = kind == Kind::partition || kind == Kind::primer || kind == Kind::random_index ||
                      kind == Kind::index || kind == Kind::set;
    if (kind != Kind::filler) last = kind;
    taken += read ? klv->end - klv->at : 0;
    if (elements.size() > most_elements || resources.size() > most_sets || sets.size() > most_sets ||
        faults.size() > most_faults || taken > most_metadata + elements.size() * index_bytes_an_element) {
      faults.push_back(
          {klv->at, Message("T2728", "the file holds more than any track file does; it is not looked at further")});
      return;
    }
    if (!read) continue;
    value.resize(klv->length());
    value.resize(source.read(klv->value, value));
    if (kind == Kind::partition) partition(*klv, value);
    if (kind == Kind::primer) tags(*klv, value);
    if (kind == Kind::random_index) random(*klv, value);
    if (kind == Kind::index) index(*klv, value);
    if (kind == Kind::set) set(*klv, value);
  }
}

void MxfOutline::partition(const Klv& klv, Bytes bytes) {
  constexpr std::size_t least = 88;
  if (bytes.size() < least) {
    faults.push_back(
        {klv.at, Message("T2729", "a partition pack of {1} bytes is too short", {std::to_string(bytes.size())})});
    return;
  }
  MxfPartition found;
  using enum MxfPartition::Kind;
  const auto within = klv.key[14] == label::stream_partition[14] ? stream : body;
  found.kind = klv.key[13] == 2 ? header : klv.key[13] == 4 ? footer : within;
  found.complete = klv.key[14] == label::header_partition[14];
  found.klv = klv;
  found.at = big_endian<std::uint64_t>(bytes, 8);
  found.previous = big_endian<std::uint64_t>(bytes, 16);
  found.footer = big_endian<std::uint64_t>(bytes, 24);
  found.header_bytes = big_endian<std::uint64_t>(bytes, 32);
  found.index_bytes = big_endian<std::uint64_t>(bytes, 40);
  found.index_id = big_endian<std::uint32_t>(bytes, 48);
  found.body_id = big_endian<std::uint32_t>(bytes, 60);
  std::ranges::copy(bytes.subspan(64, 16), found.pattern.begin());
  partitions.push_back(found);
}

void MxfOutline::tags(const Klv& klv, Bytes bytes) {
  for (const auto item : items_of(bytes, 18)) {
    Ul label{};
    std::ranges::copy(item.subspan(2), label.begin());
    label[7] = 0;  // the version says nothing
    primer.emplace(label, big_endian<std::uint16_t>(item, 0));
  }
  if (primer.empty()) faults.push_back({klv.at, Message("T2730", "the primer pack names no tags")});
}

void MxfOutline::set(const Klv& klv, Bytes bytes) {
  auto properties = properties_of(bytes);
  if (!properties) {
    faults.push_back({klv.at, Message("T2731", "the properties of a set do not add up to its length")});
    return;
  }
  sets.push_back({static_cast<SetKind>(klv.key[14]), klv.at, std::move(*properties)});
  if (const auto id = sets.back().id(Tag::instance)) places_of_sets_.emplace(*id, sets.size() - 1);
}

void MxfOutline::index(const Klv& klv, Bytes bytes) {
  index_bytes += klv.end - klv.at;
  MxfSet segment;
  auto properties = properties_of(bytes);
  if (properties) segment.properties = std::move(*properties);
  const auto start = segment.number(Tag::index_start), duration = segment.number(Tag::index_duration);
  if (!start || !duration) {
    faults.push_back({klv.at, Message("T2732", "an index segment does not say of which edit units it is")});
    return;
  }
  MxfIndex found{klv.at, *start, *duration, segment.number(Tag::unit_bytes).value_or(0), segment.ratio(Tag::index_rate),
                 {}};
  if (found.unit_bytes == 0)
    for (const auto item : items_of(segment.bytes(Tag::entries), 11))
      found.offsets.push_back(big_endian<std::uint64_t>(item, 3));
  indices.push_back(std::move(found));
}

void MxfOutline::random(const Klv& klv, Bytes bytes) {
  random_index = klv;
  constexpr std::size_t entry = 12;
  for (std::size_t at = 0; at + entry < bytes.size(); at += entry)
    places.emplace_back(big_endian<std::uint32_t>(bytes, at), big_endian<std::uint64_t>(bytes, at + 4));
  const bool whole =
      bytes.size() % entry == 4 && big_endian<std::uint32_t>(bytes, bytes.size() - 4) == klv.end - klv.at;
  if (!whole) faults.push_back({klv.at, Message("T2733", "the random index pack does not say its own length")});
}

const MxfSet* MxfOutline::find(const Uuid& id) const {
  const auto found = places_of_sets_.find(id);
  return found == places_of_sets_.end() ? nullptr : &sets[found->second];
}

const MxfSet* MxfOutline::find(SetKind kind) const {
  const auto found = std::ranges::find(sets, kind, &MxfSet::kind);
  return found == sets.end() ? nullptr : &*found;
}

std::optional<std::uint16_t> MxfOutline::tag_of(const Ul& label) const {
  auto unversioned = label;
  unversioned[7] = 0;
  const auto found = primer.find(unversioned);
  return found == primer.end() ? std::nullopt : std::optional(found->second);
}

std::span<const std::uint8_t> MxfOutline::bytes(const MxfSet& one, const Ul& label) const {
  const auto tag = tag_of(label);
  return tag ? one.bytes(*tag) : Bytes();
}

}  // namespace tasma::codecs::dcp
