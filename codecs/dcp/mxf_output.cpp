#include "codecs/dcp/mxf_output.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "codecs/dcp/big_endian.hpp"
#include "codecs/input_file.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace {

constexpr std::uint64_t header_room = 16384;      // bytes, filled up behind the metadata
constexpr std::uint64_t settle_every = 64 << 20;  // bytes
constexpr std::size_t entries_a_segment = 5000;   // an array's length has 16 bits
constexpr std::uint16_t mxf_minor_version = 2;

std::vector<Ul> wrappings(const Ul& own) {
  std::vector<Ul> both{label::multiple_wrappings, own};
  std::ranges::sort(both);
  return both;
}

}  // namespace

const TrackWords& words_of(TrackKind kind) {
  static constexpr std::array words{
      TrackWords{TrackKind::picture, "picture", label::j2k_wrapping, label::j2k_element, label::picture,
                 "Picture Track", "File Package: SMPTE 429-4 frame wrapping of JPEG 2000 codestreams"},
      TrackWords{TrackKind::sound, "sound", label::pcm_wrapping, label::pcm_element, label::sound, "Sound Track",
                 "File Package: SMPTE 382M frame wrapping of wave audio"},
      TrackWords{TrackKind::text, "timed text", label::text_wrapping, label::text_element, label::data,
                 "Timed Text Track", "File Package: SMPTE 429-5 clip wrapping of D-Cinema Timed Text data"}};
  return words.at(static_cast<std::size_t>(kind));
}

TrackOutput::TrackOutput(const std::filesystem::path& file, TrackKind kind, const TrackSpec& spec)
    : file_(file), words_(words_of(kind)), spec_(spec) {
  constexpr std::int64_t last_second = 253'402'300'799;
  if (!samples_a_unit(spec.rate))
    throw Error(
        ExitCode::usage,
        Message("T2712",
                "no DCP runs at {1} pictures a second; 24, 25, 30 and 48 are usual, 16, 18 and 20 by arrangement",
                {to_string(spec.rate)}));
  if (spec.date_s < 0 || spec.date_s > last_second)
    throw Error(ExitCode::usage, Message("T2713", "the date of a DCP lies between the years 1970 and 9999"));
  errno = 0;
  out_.open(file, std::ios::binary | std::ios::trunc);
  if (!out_) fail();
  tell_apart(words_.role);
  tell_apart(std::string_view(TASMA_VERSION));  // which the header says
  tell_apart(value::ratio(spec.rate));
  tell_apart(value::u64(static_cast<std::uint64_t>(spec.date_s)));
  put(Bytes(header_room));
  begin({.key = label::body_partition, .at = at_, .body_id = essence_stream});
}

void TrackOutput::tell_apart(std::span<const std::uint8_t> bytes) {
  identity_.add(value::u64(bytes.size()));
  identity_.add(bytes);
}

void TrackOutput::tell_apart(std::string_view text) { tell_apart(value::ascii(text)); }

void TrackOutput::fail() {
  const std::error_code cause(errno == 0 ? EIO : errno, std::generic_category());
  throw Error(cause == std::errc::no_such_file_or_directory ? ExitCode::no_output : exit_code_of(cause),
              Message("T2714", "{1}: cannot be written: {2}", {printable(file_), cause.message()}));
}

void TrackOutput::put(std::span<const std::uint8_t> bytes) {
  errno = 0;
  out_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  at_ += bytes.size();
  unsettled_ += bytes.size();
  if (out_ && unsettled_ > settle_every) {
    out_.flush();
    begin_to_settle(file_);
    unsettled_ = 0;
  }
  if (!out_) fail();
}

void TrackOutput::begin(const Partition& partition) {
  put(pack(partition));
  partitions_.push_back(partition);
}

void TrackOutput::add_element(std::span<const std::uint8_t> essence) {
  const auto begin = header_room + pack({}).size();
  tell_apart(essence);
  offsets_.push_back(at_ - begin);
  Bytes head;
  append_klv_head(head, words_.element, essence.size());
  put(head);
  put(essence);
}

void TrackOutput::add_stream(std::span<const std::uint8_t> resource) {
  const auto before = static_cast<std::uint32_t>(partitions_.size() - 1);
  tell_apart(resource);
  begin({.key = label::stream_partition,
         .at = at_,
         .previous = partitions_.back().at,
         .body_id = first_resource_stream + before});
  Bytes head;
  append_klv_head(head, label::stream_data, resource.size());
  put(head);
  put(resource);
}

TrackOutput::Bytes TrackOutput::pack(const Partition& partition) const {
  Bytes content;
  append_big_endian(content, std::uint16_t{1});
  append_big_endian(content, mxf_minor_version);
  append_big_endian(content, std::uint32_t{1});  // alignment: none
  for (const auto number :
       {partition.at, partition.previous, partition.footer, partition.header_bytes, partition.index_bytes})
    append_big_endian(content, number);
  append_big_endian(content, partition.index_id);
  append_big_endian(content, std::uint64_t{0});  // where in its stream the partition begins
  append_big_endian(content, partition.body_id);
  content.insert(content.end(), label::op_atom.begin(), label::op_atom.end());
  const auto containers = value::batch(wrappings(words_.wrapping));
  content.insert(content.end(), containers.begin(), containers.end());
  Bytes all;
  append_klv(all, partition.key, content);
  return all;
}

TrackOutput::Bytes TrackOutput::index(const Uuid& asset, std::uint32_t unit_bytes) const {
  Bytes segments;
  const auto step = unit_bytes > 0 ? offsets_.size() : entries_a_segment;
  for (std::size_t first = 0; first < offsets_.size(); first += step) {
    const auto count = std::min(step, offsets_.size() - first);
    std::vector<std::pair<Tag, Bytes>> properties{
        {Tag::instance, value::bytes(part_id(asset, "index " + std::to_string(first)))},
        {Tag::index_rate, value::ratio(spec_.rate)},
        {Tag::index_start, value::u64(first)},
        {Tag::index_duration, value::u64(count)},
        {Tag::unit_bytes, value::u32(unit_bytes)},
        {Tag::index_id, value::u32(index_stream)},
        {Tag::body_id, value::u32(essence_stream)},
        {Tag::slices, value::u8(0)},
        {Tag::positions, value::u8(0)}};
    if (unit_bytes == 0) {
      auto deltas = value::u32(1);
      append_big_endian(deltas, std::uint32_t{6});
      deltas.resize(deltas.size() + 6);
      auto entries = value::u32(static_cast<std::uint32_t>(count));
      append_big_endian(entries, std::uint32_t{11});
      for (const auto offset : std::span(offsets_).subspan(first, count)) {
        entries.insert(entries.end(), {0, 0, 0x80});  // displayed where it stands, decodes by itself
        append_big_endian(entries, offset);
      }
      properties.emplace_back(Tag::deltas, deltas);
      properties.emplace_back(Tag::entries, entries);
    }
    append_klv(segments, label::index_segment, local_set(properties));
  }
  return segments;
}

TrackOutput::Bytes TrackOutput::metadata(const Uuid& asset, std::int64_t duration, const Describe& describe) const {
  using enum Tag;
  const auto id = [&](std::string_view role) { return part_id(asset, role); };
  const auto ref = [&](std::string_view role) { return value::bytes(id(role)); };
  const auto refs = [&](std::initializer_list<std::string_view> roles) {
    std::vector<Uuid> ids;
    for (const auto role : roles) ids.push_back(id(role));
    return value::batch(ids);
  };
  const auto when = value::time(spec_.date_s), rate = value::ratio(spec_.rate), here = value::package_id(asset),
             lasts = value::u64(static_cast<std::uint64_t>(duration));
  SetWriter sets;
  sets.add(SetKind::preface, id("preface"),
           {{modified, when},
            {mxf_version, value::u16(0x100 | mxf_minor_version)},
            {model_version, value::u32(1)},
            {primary_package, ref("file package")},
            {identifications, refs({"identification"})},
            {content_storage, ref("storage")},
            {pattern, value::bytes(label::op_atom)},
            {essence_containers, value::batch(wrappings(words_.wrapping))},
            {schemes, value::batch({})}});
  sets.add(SetKind::identification, id("identification"),
           {{generation, ref("generation")},
            {company, value::utf16("tasma")},
            {product, value::utf16("tasma")},
            {version, value::utf16(TASMA_VERSION)},
            {product_id, value::bytes(uuid5("tasma, the product"))},
            {modification, when}});
  sets.add(SetKind::content_storage, id("storage"),
           {{packages, refs({"material package", "file package"})}, {container_data, refs({"container"})}});
  sets.add(SetKind::container_data, id("container"),
           {{linked_package, here}, {index_id, value::u32(index_stream)}, {body_id, value::u32(essence_stream)}});

  const auto add_track = [&](const std::string& of, std::uint32_t track, std::uint32_t number, std::string_view name,
                             const Ul& kind, SetKind component, std::vector<SetWriter::Property> says) {
    const auto role = [&](const char* what) { return of + ' ' + std::string(name) + ' ' + what; };
    sets.add(SetKind::track, id(role("track")),
             {{track_id, value::u32(track)},
              {track_number, value::u32(number)},
              {track_name, value::utf16(name)},
              {sequence, ref(role("sequence"))},
              {edit_rate, rate},
              {origin, value::u64(0)}});
    const auto data = value::bytes(kind);
    sets.add(SetKind::sequence, id(role("sequence")),
             {{data_definition, data}, {Tag::component_length, lasts}, {Tag::components, refs({role("component")})}});
    says.insert(says.begin(), {{data_definition, data}, {Tag::component_length, lasts}});
    sets.add(component, id(role("component")), says);
  };
  const auto add_package = [&](SetKind kind, const std::string& of, const Bytes& umid, std::string_view name,
                               const Bytes& source, std::uint32_t source_number, std::uint32_t number) {
    const auto track = [&](std::string_view which) { return of + ' ' + std::string(which) + " track"; };
    std::vector<SetWriter::Property> says{{package_id, umid},
                                          {package_name, value::utf16(name)},
                                          {package_created, when},
                                          {package_modified, when},
                                          {tracks, refs({track("Timecode Track"), track(words_.track_name)})}};
    if (kind == SetKind::file_package) says.push_back({descriptor, ref("descriptor")});
    sets.add(kind, id(of), says);
    const auto whole = static_cast<std::uint16_t>((spec_.rate.num + spec_.rate.den / 2) / spec_.rate.den);
    add_track(of, 1, 0, "Timecode Track", label::timecode, SetKind::timecode,
              {{rounded_rate, value::u16(whole)}, {start_timecode, value::u64(0)}, {drop_frame, value::u8(0)}});
    add_track(of, 2, number, words_.track_name, words_.data, SetKind::source_clip,
              {{start_position, value::u64(0)}, {source_package, source}, {source_track, value::u32(source_number)}});
  };
  add_package(SetKind::material_package, "material package", value::package_id(id("material")), "Material Package",
              here, 2, 0);
  add_package(SetKind::file_package, "file package", here, words_.package_name, Bytes(32), 0,
              big_endian<std::uint32_t>(words_.element, 12));
  describe(sets, id("descriptor"), asset, duration);
  return sets.finish();
}

TrackFile TrackOutput::finish(std::int64_t duration, std::uint32_t unit_bytes, const Describe& describe,
                              const BeforeBlock& before_block) {
  if (offsets_.empty() || duration < 1)
    throw Error(ExitCode::bug, Message("T2715", "{1}: a track file without content", {printable(file_)}));
  const auto asset = uuid5("dcp " + std::string(words_.role) + ' ' + hex(identity_.finish()));
  const auto footer = at_;
  const auto segments = index(asset, unit_bytes);
  put(pack({.key = label::footer_partition,
            .at = footer,
            .previous = partitions_.back().at,
            .footer = footer,
            .index_bytes = segments.size(),
            .index_id = index_stream}));
  put(segments);
  Bytes places;
  const auto place = [&](std::uint32_t id, std::uint64_t at) {
    append_big_endian(places, id);
    append_big_endian(places, at);
  };
  place(0, 0);
  for (const auto& partition : partitions_) place(partition.body_id, partition.at);
  place(0, footer);
  constexpr std::size_t klv_head = 20;
  append_big_endian(places, static_cast<std::uint32_t>(klv_head + places.size() + 4));
  Bytes random_index;
  append_klv(random_index, label::random_index, places);
  put(random_index);
  const auto size = at_;

  auto header = metadata(asset, duration, describe);
  const auto partition =
      pack({.key = label::header_partition, .footer = footer, .header_bytes = header_room - pack({}).size()});
  const auto used = partition.size() + header.size() + klv_head;
  if (used > header_room)
    throw Error(ExitCode::usage, Message("T2716", "{1}: too many fonts for one file; use fewer", {printable(file_)}));
  append_klv(header, label::filler, Bytes(header_room - used));
  out_.seekp(0);
  put(partition);
  put(header);
  for (auto& one : partitions_) {
    one.footer = footer;
    out_.seekp(static_cast<std::streamoff>(one.at));
    put(pack(one));
  }
  out_.close();
  if (!out_) fail();
  settle(file_, Cache::drop);
  return {.kind = words_.kind,
          .id = asset,
          .file = file_,
          .size = size,
          .sha1 = sha1_of(file_, before_block),
          .rate = spec_.rate,
          .duration = duration,
          .picture = {},
          .channels = 0,
          .labels = {},
          .language = {}};
}

Sha1 sha1_of(const std::filesystem::path& file, const BeforeBlock& before_block) {
  const InputFile input(file);
  ValueStream<DigestAlgorithm::sha1, 20> stream;
  read_range(input, {0, input.size()}, [&](auto block) {
    if (before_block) before_block();
    stream.add(block);
  });
  return stream.finish();
}

std::optional<int> samples_a_unit(Rational rate) {
  static constexpr std::array<Rational, 10> rates{
      {{16, 1}, {200, 11}, {20, 1}, {240, 11}, {24, 1}, {25, 1}, {30, 1}, {48, 1}, {50, 1}, {60, 1}}};
  const auto found = std::ranges::find_if(
      rates, [&](const Rational& known) { return known.num == rate.num && known.den == rate.den; });
  constexpr std::int64_t frequency = 48'000;
  return found == rates.end() ? std::nullopt : std::optional(static_cast<int>(frequency * rate.den / rate.num));
}

}  // namespace tasma::codecs::dcp
