#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "codecs/dcp/klv.hpp"

namespace tasma::codecs::dcp {

/// The labels and tags of an OP-Atom track file (SMPTE ST 377-1, 390, 429-3, 429-4, 429-5, 429-12, 422).

namespace label {
inline constexpr Ul header_partition = ul("060e2b34020501010d01020101020400");  // closed and complete
inline constexpr Ul body_partition = ul("060e2b34020501010d01020101030400");
inline constexpr Ul stream_partition = ul("060e2b34020501010d01020101031100");  // generic stream (ST 410)
inline constexpr Ul footer_partition = ul("060e2b34020501010d01020101040400");
inline constexpr Ul primer = ul("060e2b34020501010d01020101050100");
inline constexpr Ul index_segment = ul("060e2b34025301010d01020101100100");
inline constexpr Ul random_index = ul("060e2b34020501010d01020101110100");
inline constexpr Ul filler = ul("060e2b34010101020301021001000000");
inline constexpr Ul stream_data = ul("060e2b340101010c0d01050901000000");
inline constexpr Ul set = ul("060e2b34025301010d01010101010000");  // byte 15 says which
inline constexpr Ul encrypted = ul("060e2b34020401010d010301027e0100");

inline constexpr Ul op_atom = ul("060e2b34040101020d01020110000000");
inline constexpr Ul multiple_wrappings = ul("060e2b34040101030d010301027f0100");
inline constexpr Ul j2k_wrapping = ul("060e2b34040101070d010301020c0100");
inline constexpr Ul pcm_wrapping = ul("060e2b34040101010d01030102060100");
inline constexpr Ul text_wrapping = ul("060e2b340401010a0d01030102130101");
inline constexpr Ul j2k_element = ul("060e2b34010201010d01030115010801");
inline constexpr Ul pcm_element = ul("060e2b34010201010d01030116010101");
inline constexpr Ul text_element = ul("060e2b34010201010d01030117010b01");

inline constexpr Ul timecode = ul("060e2b34040101010103020101000000");
inline constexpr Ul picture = ul("060e2b34040101010103020201000000");
inline constexpr Ul sound = ul("060e2b34040101010103020202000000");
inline constexpr Ul data = ul("060e2b34040101010103020203000000");

inline constexpr Ul coding_2k = ul("060e2b34040101090401020203010103");
inline constexpr Ul coding_4k = ul("060e2b34040101090401020203010104");
inline constexpr Ul mca = ul("060e2b340401010d0402021003020000");
inline constexpr Ul channel = ul("060e2b340401010d0302010000000000");     // byte 12 says which
inline constexpr Ul soundfield = ul("060e2b340401010d0302020000000000");  // byte 12 says which

// Properties that have no tag of their own: the primer gives them one.
inline constexpr Ul sub_descriptors = ul("060e2b34010101090601010406100000");
inline constexpr Ul j2k_property = ul("060e2b340101010a0401060300000000");  // byte 13 says which, 1-13
inline constexpr Ul dictionary_id = ul("060e2b340101010e0103070101000000");
inline constexpr Ul tag_symbol = ul("060e2b340101010e0103070102000000");
inline constexpr Ul tag_name = ul("060e2b340101010e0103070103000000");
inline constexpr Ul link_id = ul("060e2b340101010e0103070105000000");
inline constexpr Ul group_link_id = ul("060e2b340101010e0103070106000000");
inline constexpr Ul channel_id = ul("060e2b340101010e0103040a00000000");
inline constexpr Ul spoken_language = ul("060e2b340101010d0301010203150000");
inline constexpr Ul resource_id = ul("060e2b340101010c0101151200000000");
inline constexpr Ul encoding = ul("060e2b340101010c0409050000000000");
inline constexpr Ul text_namespace = ul("060e2b34010101080102010501000000");
inline constexpr Ul language_list = ul("060e2b340101010e0301010202160000");
inline constexpr Ul ancillary_id = ul("060e2b340101010c0101151300000000");
inline constexpr Ul media_type = ul("060e2b34010101070409020100000000");
}  // namespace label

/// Sets of header metadata: byte 15 of their keys.
enum class SetKind : std::uint8_t {
  sequence = 0x0f,
  source_clip = 0x11,
  timecode = 0x14,
  content_storage = 0x18,
  container_data = 0x23,
  picture_descriptor = 0x29,
  preface = 0x2f,
  identification = 0x30,
  material_package = 0x36,
  file_package = 0x37,
  track = 0x3b,
  sound_descriptor = 0x48,
  j2k_descriptor = 0x5a,
  stereoscopic = 0x63,
  text_descriptor = 0x64,
  text_resource = 0x65,
  channel_label = 0x6b,
  soundfield_label = 0x6c,
};

/// Properties that have fixed local tags.
enum class Tag : std::uint16_t {
  data_definition = 0x0201,
  component_length = 0x0202,
  components = 0x1001,
  source_package = 0x1101,
  source_track = 0x1102,
  start_position = 0x1201,
  start_timecode = 0x1501,
  rounded_rate = 0x1502,
  drop_frame = 0x1503,
  packages = 0x1901,
  container_data = 0x1902,
  linked_package = 0x2701,
  sample_rate = 0x3001,
  container_duration = 0x3002,
  essence_container = 0x3004,
  linked_track = 0x3006,
  picture_coding = 0x3201,
  stored_height = 0x3202,
  stored_width = 0x3203,
  frame_layout = 0x320c,
  aspect_ratio = 0x320e,
  pixel_layout = 0x3401,
  component_max = 0x3406,
  component_min = 0x3407,
  modified = 0x3b02,
  content_storage = 0x3b03,
  mxf_version = 0x3b05,
  identifications = 0x3b06,
  model_version = 0x3b07,
  primary_package = 0x3b08,
  pattern = 0x3b09,
  essence_containers = 0x3b0a,
  schemes = 0x3b0b,
  company = 0x3c01,
  product = 0x3c02,
  version = 0x3c04,
  product_id = 0x3c05,
  modification = 0x3c06,
  generation = 0x3c09,
  instance = 0x3c0a,
  bits = 0x3d01,
  locked = 0x3d02,
  audio_rate = 0x3d03,
  channels = 0x3d07,
  bytes_a_second = 0x3d09,
  block_align = 0x3d0a,
  channel_assignment = 0x3d32,
  essence_stream_id = 0x3e01,
  unit_bytes = 0x3f05,
  index_id = 0x3f06,
  body_id = 0x3f07,
  slices = 0x3f08,
  deltas = 0x3f09,
  entries = 0x3f0a,
  index_rate = 0x3f0b,
  index_start = 0x3f0c,
  index_duration = 0x3f0d,
  positions = 0x3f0e,
  package_id = 0x4401,
  package_name = 0x4402,
  tracks = 0x4403,
  package_modified = 0x4404,
  package_created = 0x4405,
  descriptor = 0x4701,
  track_id = 0x4801,
  track_name = 0x4802,
  sequence = 0x4803,
  track_number = 0x4804,
  edit_rate = 0x4b01,
  origin = 0x4b02,
};

/// What they are, as a primer says it; by tag.
inline constexpr auto fixed_tags = std::to_array<std::pair<Tag, Ul>>({
    {Tag::data_definition, ul("060e2b34010101020407010000000000")},
    {Tag::component_length, ul("060e2b34010101020702020101030000")},
    {Tag::components, ul("060e2b34010101020601010406090000")},
    {Tag::source_package, ul("060e2b34010101020601010301000000")},
    {Tag::source_track, ul("060e2b34010101020601010302000000")},
    {Tag::start_position, ul("060e2b34010101020702010301040000")},
    {Tag::start_timecode, ul("060e2b34010101020702010301050000")},
    {Tag::rounded_rate, ul("060e2b34010101020404010102060000")},
    {Tag::drop_frame, ul("060e2b34010101010404010105000000")},
    {Tag::packages, ul("060e2b34010101020601010405010000")},
    {Tag::container_data, ul("060e2b34010101020601010405020000")},
    {Tag::linked_package, ul("060e2b34010101020601010601000000")},
    {Tag::sample_rate, ul("060e2b34010101010406010100000000")},
    {Tag::container_duration, ul("060e2b34010101010406010200000000")},
    {Tag::essence_container, ul("060e2b34010101020601010401020000")},
    {Tag::linked_track, ul("060e2b34010101050601010305000000")},
    {Tag::picture_coding, ul("060e2b34010101020401060100000000")},
    {Tag::stored_height, ul("060e2b34010101010401050201000000")},
    {Tag::stored_width, ul("060e2b34010101010401050202000000")},
    {Tag::frame_layout, ul("060e2b34010101010401030104000000")},
    {Tag::aspect_ratio, ul("060e2b34010101010401010101000000")},
    {Tag::pixel_layout, ul("060e2b34010101020401050306000000")},
    {Tag::component_max, ul("060e2b3401010105040105030b000000")},
    {Tag::component_min, ul("060e2b3401010105040105030c000000")},
    {Tag::modified, ul("060e2b34010101020702011002040000")},
    {Tag::content_storage, ul("060e2b34010101020601010402010000")},
    {Tag::mxf_version, ul("060e2b34010101020301020105000000")},
    {Tag::identifications, ul("060e2b34010101020601010406040000")},
    {Tag::model_version, ul("060e2b34010101020301020104000000")},
    {Tag::primary_package, ul("060e2b34010101040601010401080000")},
    {Tag::pattern, ul("060e2b34010101050102020300000000")},
    {Tag::essence_containers, ul("060e2b34010101050102021002010000")},
    {Tag::schemes, ul("060e2b34010101050102021002020000")},
    {Tag::company, ul("060e2b34010101020520070102010000")},
    {Tag::product, ul("060e2b34010101020520070103010000")},
    {Tag::version, ul("060e2b34010101020520070105010000")},
    {Tag::product_id, ul("060e2b34010101020520070107000000")},
    {Tag::modification, ul("060e2b34010101020702011002030000")},
    {Tag::generation, ul("060e2b34010101020520070101000000")},
    {Tag::instance, ul("060e2b34010101010101150200000000")},
    {Tag::bits, ul("060e2b34010101040402030304000000")},
    {Tag::locked, ul("060e2b34010101040402030104000000")},
    {Tag::audio_rate, ul("060e2b34010101050402030101010000")},
    {Tag::channels, ul("060e2b34010101050402010104000000")},
    {Tag::bytes_a_second, ul("060e2b34010101050402030305000000")},
    {Tag::block_align, ul("060e2b34010101050402030201000000")},
    {Tag::channel_assignment, ul("060e2b34010101070402010105000000")},
    {Tag::essence_stream_id, ul("060e2b34010101030403030200000000")},
    {Tag::unit_bytes, ul("060e2b34010101040406020100000000")},
    {Tag::index_id, ul("060e2b34010101040103040500000000")},
    {Tag::body_id, ul("060e2b34010101040103040400000000")},
    {Tag::slices, ul("060e2b34010101040404040101000000")},
    {Tag::deltas, ul("060e2b34010101050404040106000000")},
    {Tag::entries, ul("060e2b34010101050404040205000000")},
    {Tag::index_rate, ul("060e2b34010101050530040600000000")},
    {Tag::index_start, ul("060e2b340101010507020103010a0000")},
    {Tag::index_duration, ul("060e2b34010101050702020101020000")},
    {Tag::positions, ul("060e2b34010101050404040107000000")},
    {Tag::package_id, ul("060e2b34010101010101151000000000")},
    {Tag::package_name, ul("060e2b34010101010103030201000000")},
    {Tag::tracks, ul("060e2b34010101020601010406050000")},
    {Tag::package_modified, ul("060e2b34010101020702011002050000")},
    {Tag::package_created, ul("060e2b34010101020702011001030000")},
    {Tag::descriptor, ul("060e2b34010101020601010402030000")},
    {Tag::track_id, ul("060e2b34010101020107010100000000")},
    {Tag::track_name, ul("060e2b34010101020107010201000000")},
    {Tag::sequence, ul("060e2b34010101020601010402040000")},
    {Tag::track_number, ul("060e2b34010101020104010300000000")},
    {Tag::edit_rate, ul("060e2b34010101020530040500000000")},
    {Tag::origin, ul("060e2b34010101020702010301030000")},
});

inline constexpr std::string_view text_namespace = "http://www.smpte-ra.org/schemas/428-7/2014/DCST";

constexpr std::uint32_t index_stream = 129, essence_stream = 1, first_resource_stream = 10;  // ids of streams (SID)

}  // namespace tasma::codecs::dcp
