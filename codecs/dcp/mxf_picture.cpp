#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/j2k_markers.hpp"
#include "codecs/dcp/mxf_output.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs::dcp {
namespace {

using value::Bytes;

Ul j2k_property(std::uint8_t which) {
  auto property = label::j2k_property;
  property[12] = which;
  return property;
}

}  // namespace

struct PictureTrack::State {
  std::filesystem::path file;
  TrackOutput output;
  Bytes first;  // the beginning of the first picture, up to its first tile
  J2kHeader header;

  void describe(SetWriter& sets, const Uuid& id, const Uuid& asset, std::int64_t duration, Rational rate) const {
    using enum Tag;
    const auto sub = part_id(asset, "JPEG 2000");
    const auto [width, height] = header.size;
    const bool four_k = width > largest(Resolution::two_k).width;
    constexpr std::array<std::uint8_t, 16> xyz_of_12_bits{0xd8, 12, 0xd9, 12, 0xda, 12};
    sets.add(SetKind::picture_descriptor, id,
             {{label::sub_descriptors, value::batch({{sub}})},
              {linked_track, value::u32(2)},
              {sample_rate, value::ratio(rate)},
              {container_duration, value::u64(static_cast<std::uint64_t>(duration))},
              {essence_container, value::bytes(label::j2k_wrapping)},
              {frame_layout, value::u8(0)},
              {stored_width, value::u32(static_cast<std::uint32_t>(width))},
              {stored_height, value::u32(static_cast<std::uint32_t>(height))},
              {aspect_ratio, value::ratio({width, height})},
              {picture_coding, value::bytes(four_k ? label::coding_4k : label::coding_2k)},
              {component_max, value::u32(4095)},
              {component_min, value::u32(0)},
              {pixel_layout, value::bytes(xyz_of_12_bits)}});
    std::vector<SetWriter::Property> properties;
    std::size_t at = 0;
    for (const std::size_t length : {2, 4, 4, 4, 4, 4, 4, 4, 4, 2}) {  // SIZ, field by field
      properties.push_back({j2k_property(static_cast<std::uint8_t>(properties.size() + 1)),
                            value::bytes(header.siz.subspan(at, length))});
      at += length;
    }
    Bytes sizing{0, 0, 0, 3, 0, 0, 0, 3};
    sizing.insert(sizing.end(), header.siz.begin() + static_cast<std::ptrdiff_t>(at), header.siz.end());
    properties.push_back({j2k_property(11), sizing});
    properties.push_back({j2k_property(12), value::bytes(header.cod)});
    properties.push_back({j2k_property(13), value::bytes(header.qcd)});
    sets.add(SetKind::j2k_descriptor, sub, properties);
  }
};

PictureTrack::PictureTrack(const std::filesystem::path& file, const TrackSpec& spec)
    : state_(new State{file, TrackOutput(file, TrackKind::picture, spec), {}, {}}) {}
PictureTrack::~PictureTrack() = default;

void PictureTrack::write(std::span<const std::uint8_t> codestream) {
  auto& [file, output, first, header] = *state_;
  const auto own = read_j2k_header(codestream);
  if (!own || (!first.empty() && !coded_alike(*own, header)))
    throw Error(ExitCode::bug, Message("T2717", "{1}: picture {2} is not coded as the track's pictures are",
                                       {printable(file), std::to_string(output.elements())}));
  if (first.empty()) {
    constexpr std::size_t most_header = 4096;
    first.assign(codestream.begin(),
                 codestream.begin() + static_cast<std::ptrdiff_t>(std::min(codestream.size(), most_header)));
    const auto kept = read_j2k_header(first);
    if (!kept)
      throw Error(ExitCode::bug,
                  Message("T2718", "{1}: a header of JPEG 2000 of more than 4096 bytes", {printable(file)}));
    header = *kept;
  }
  output.add_element(codestream);
}

TrackFile PictureTrack::finish(const BeforeBlock& before_block) {
  auto& output = state_->output;
  const auto describe = [&](SetWriter& sets, const Uuid& id, const Uuid& asset, std::int64_t duration) {
    state_->describe(sets, id, asset, duration, output.rate());
  };
  auto track = output.finish(output.elements(), 0, describe, before_block);
  track.picture = state_->header.size;
  return track;
}

}  // namespace tasma::codecs::dcp
