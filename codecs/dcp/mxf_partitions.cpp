#include <algorithm>
#include <span>

#include "codecs/dcp/big_endian.hpp"
#include "codecs/dcp/mxf_output.hpp"

namespace tasma::codecs::dcp {

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
  const auto containers = value::batch(wrappings_of(words_));
  content.insert(content.end(), containers.begin(), containers.end());
  Bytes all;
  append_klv(all, partition.key, content);
  return all;
}

TrackOutput::Bytes TrackOutput::index(const Uuid& asset, std::uint32_t unit_bytes) const {
  constexpr std::size_t entries_a_segment = 5000;  // an array's length has 16 bits
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

}  // namespace tasma::codecs::dcp
