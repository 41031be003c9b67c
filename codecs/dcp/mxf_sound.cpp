#include <algorithm>
#include <array>

#include "codecs/dcp/mxf_output.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {
namespace {

using value::Bytes;

constexpr int bytes_a_sample = 3;
constexpr std::uint32_t frequency = 48'000;  // Hz

struct Channel {
  std::uint8_t code;  // ST 428-12's label
  std::string_view symbol, name;
  bool in_soundfield;
};
constexpr std::array<Channel, 8> all_channels{{{1, "chL", "Left", true},
                                               {2, "chR", "Right", true},
                                               {3, "chC", "Center", true},
                                               {4, "chLFE", "LFE", true},
                                               {5, "chLs", "Left Surround", true},
                                               {6, "chRs", "Right Surround", true},
                                               {14, "chHI", "Hearing Impaired", false},
                                               {15, "chVIN", "Visually Impaired-Narrative", false}}};

int channels_of(SoundLayout layout) { return layout == SoundLayout::five_one_accessible ? 8 : 6; }

/// The channel of the track that the first channel of the source goes to; the others follow it.
int first_channel(SoundLayout layout) { return layout == SoundLayout::mono ? 2 : 0; }

Ul numbered(Ul family, std::uint8_t code) {
  family[11] = code;
  return family;
}

std::vector<SoundLabel> labels_of(SoundLayout layout, const std::string& language, const Uuid& asset) {
  SoundLabel field{.instance = part_id(asset, "label sg51"),
                   .link = part_id(asset, "link sg51"),
                   .group = {},
                   .dictionary = numbered(label::soundfield, 1),
                   .symbol = "sg51",
                   .name = "5.1",
                   .channel = {},
                   .language = language};
  std::vector<SoundLabel> labels{field};
  for (int i = 0; i < channels_of(layout); ++i) {
    const auto& [code, symbol, name, inside] = all_channels[static_cast<std::size_t>(i)];
    const std::string tag(symbol);
    labels.push_back({.instance = part_id(asset, "label " + tag),
                      .link = part_id(asset, "link " + tag),
                      .group = inside ? std::optional(field.link) : std::nullopt,
                      .dictionary = numbered(label::channel, code),
                      .symbol = tag,
                      .name = std::string(name),
                      .channel = i + 1,
                      .language = inside ? language : std::string()});
  }
  return labels;
}

void add_label(SetWriter& sets, const SoundLabel& one) {
  std::vector<SetWriter::Property> says{{label::dictionary_id, value::bytes(one.dictionary)},
                                        {label::link_id, value::bytes(one.link)},
                                        {label::tag_symbol, value::utf16(one.symbol)},
                                        {label::tag_name, value::utf16(one.name)}};
  if (one.channel) says.push_back({label::channel_id, value::u32(static_cast<std::uint32_t>(*one.channel))});
  if (!one.language.empty()) says.push_back({label::spoken_language, value::ascii(one.language)});
  if (one.group) says.push_back({label::group_link_id, value::bytes(*one.group)});
  sets.add(one.channel ? SetKind::channel_label : SetKind::soundfield_label, one.instance, says);
}

}  // namespace

int channels_in(SoundLayout layout) {
  constexpr std::array counts{1, 2, 6, 8};
  return counts.at(static_cast<std::size_t>(layout));
}

struct SoundTrack::State {
  TrackOutput output;
  SoundLayout layout;
  std::string language;
  std::int64_t edit_units;
  std::size_t unit_bytes;
  Bytes unit = {};  // the edit unit that fills up

  void write(std::span<const std::int32_t> samples) {
    const auto in = static_cast<std::size_t>(channels_in(layout));
    const auto left = bytes_a_sample * first_channel(layout);
    const auto block = static_cast<std::size_t>(bytes_a_sample * channels_of(layout));
    if (samples.size() % in != 0) throw Error(ExitCode::bug, Message("T2719", "sound for a DCP ends within a sample"));
    for (; !samples.empty() && output.elements() < edit_units; samples = samples.subspan(in)) {
      const auto from = unit.size();
      unit.resize(from + block);
      auto at = from + static_cast<std::size_t>(left);
      for (const auto sample : samples.first(in)) {
        const auto rounded =
            static_cast<std::uint32_t>(std::min((std::int64_t{sample} + 128) >> 8, std::int64_t{0x7fffff}));
        for (const int shift : {0, 8, 16}) unit[at++] = static_cast<std::uint8_t>(rounded >> shift);
      }
      if (unit.size() == unit_bytes) put();
    }
  }

  void put() {
    unit.resize(unit_bytes);
    output.add_element(unit);
    unit.clear();
  }

  void describe(SetWriter& sets, const Uuid& id, std::int64_t duration, const std::vector<SoundLabel>& labels) const {
    using enum Tag;
    std::vector<Uuid> instances;
    for (const auto& one : labels) instances.push_back(one.instance);
    const auto count = static_cast<std::uint32_t>(channels_of(layout));
    sets.add(SetKind::sound_descriptor, id,
             {{label::sub_descriptors, value::batch(instances)},
              {linked_track, value::u32(2)},
              {sample_rate, value::ratio(output.rate())},
              {container_duration, value::u64(static_cast<std::uint64_t>(duration))},
              {essence_container, value::bytes(label::pcm_wrapping)},
              {audio_rate, value::ratio({frequency, 1})},
              {locked, value::u8(0)},
              {channels, value::u32(count)},
              {bits, value::u32(8 * bytes_a_sample)},
              {block_align, value::u16(static_cast<std::uint16_t>(bytes_a_sample * count))},
              {bytes_a_second, value::u32(frequency * bytes_a_sample * count)},
              {channel_assignment, value::bytes(label::mca)}});
    for (const auto& one : labels) add_label(sets, one);
  }
};

SoundTrack::SoundTrack(const std::filesystem::path& file, const TrackSpec& spec, SoundLayout layout,
                       const std::string& language, std::int64_t edit_units)
    : state_(new State{
          TrackOutput(file, TrackKind::sound, spec), layout, language, edit_units,
          static_cast<std::size_t>(samples_a_unit(spec.rate).value_or(0) * bytes_a_sample * channels_of(layout))}) {
  state_->output.tell_apart(language);
}
SoundTrack::~SoundTrack() = default;

void SoundTrack::write(std::span<const std::int32_t> samples) { state_->write(samples); }

TrackFile SoundTrack::finish(const BeforeBlock& before_block) {
  auto& state = *state_;
  while (state.output.elements() < state.edit_units) state.put();
  std::vector<SoundLabel> labels;
  const auto describe = [&](SetWriter& sets, const Uuid& id, const Uuid& asset, std::int64_t duration) {
    labels = labels_of(state.layout, state.language, asset);
    state.describe(sets, id, duration, labels);
  };
  constexpr std::uint32_t klv_head = 20;
  auto track = state.output.finish(state.edit_units, klv_head + static_cast<std::uint32_t>(state.unit_bytes), describe,
                                   before_block);
  track.channels = channels_of(state.layout);
  track.labels = labels;
  track.language = state.language;
  return track;
}

}  // namespace tasma::codecs::dcp
