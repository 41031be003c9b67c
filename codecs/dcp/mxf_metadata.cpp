#include <algorithm>
#include <array>
#include <string>

#include "codecs/dcp/big_endian.hpp"
#include "codecs/dcp/mxf_output.hpp"
#include "codecs/digest.hpp"

namespace tasma::codecs::dcp {

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

std::vector<Ul> wrappings_of(const TrackWords& words) {
  std::vector<Ul> both{label::multiple_wrappings, words.wrapping};
  std::ranges::sort(both);
  return both;
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
            {essence_containers, value::batch(wrappings_of(words_))},
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

}  // namespace tasma::codecs::dcp
