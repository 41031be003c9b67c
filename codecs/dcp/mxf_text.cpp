#include "codecs/dcp/mxf_output.hpp"

namespace tasma::codecs::dcp {
namespace {

using value::Bytes;

void describe(SetWriter& sets, const Uuid& id, const Uuid& asset, Rational rate, const TimedText& text) {
  using enum Tag;
  std::vector<Uuid> resources;
  for (std::size_t i = 0; i < text.fonts.size(); ++i)
    resources.push_back(part_id(asset, "resource " + std::to_string(i)));
  sets.add(SetKind::text_descriptor, id,
           {{label::sub_descriptors, value::batch(resources)},
            {linked_track, value::u32(2)},
            {sample_rate, value::ratio(rate)},
            {container_duration, value::u64(static_cast<std::uint64_t>(text.edit_units))},
            {essence_container, value::bytes(label::text_wrapping)},
            {essence_stream_id, Bytes(16)},
            {label::resource_id, value::bytes(text.id)},
            {label::encoding, value::utf16("UTF-8")},
            {label::text_namespace, value::utf16(text_namespace)},
            {label::language_list, value::utf16(text.language)}});
  for (std::size_t i = 0; i < resources.size(); ++i)
    sets.add(SetKind::text_resource, resources[i],
             {{label::ancillary_id, value::bytes(text.fonts[i].id)},
              {label::media_type, value::utf16("application/x-font-opentype")},
              {body_id, value::u32(first_resource_stream + static_cast<std::uint32_t>(i))}});
}

}  // namespace

TrackFile write_text_track(const std::filesystem::path& file, const TrackSpec& spec, const TimedText& text,
                           const BeforeBlock& before_block) {
  TrackOutput output(file, TrackKind::text, spec);
  output.tell_apart(text.id);
  output.tell_apart(text.language);
  output.tell_apart(value::u64(static_cast<std::uint64_t>(text.edit_units)));
  output.add_element(value::ascii(text.xml));
  for (const auto& font : text.fonts) {
    output.tell_apart(font.id);
    output.add_stream(font.bytes);
  }
  auto track = output.finish(
      text.edit_units, 0,
      [&](SetWriter& sets, const Uuid& id, const Uuid& asset, std::int64_t) {
        describe(sets, id, asset, spec.rate, text);
      },
      before_block);
  track.language = text.language;
  return track;
}

}  // namespace tasma::codecs::dcp
