#include <algorithm>

#include "codecs/dcp/j2k.hpp"
#include "codecs/dcp/mxf_reader.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {
namespace {

/// Compares what a track file says in one place with what it says, or holds, in others.
class Check {
 public:
  Check(const MxfOutline& outline, const TrackFile& track, std::vector<std::uint8_t> first)
      : outline_(outline), track_(track), first_(std::move(first)), faults_(outline.faults) {}

  std::vector<MxfFault> run() {
    partitions();
    random_index();
    index();
    references();
    times();
    if (track_.kind == TrackKind::picture) picture();
    if (track_.kind == TrackKind::sound) sound();
    if (track_.kind == TrackKind::text && outline_.elements.size() != 1)
      differs(0, "count of documents", outline_.elements.size(), 1);
    std::ranges::stable_sort(faults_, {}, &MxfFault::byte);
    return std::move(faults_);
  }

 private:
  void fault(std::uint64_t at, Message message) {
    constexpr std::size_t most = 2000;  // enough for anybody; a hostile file could have millions
    if (faults_.size() < most) faults_.push_back({at, std::move(message)});
  }

  void differs(std::uint64_t at, std::string_view what, std::uint64_t is, std::uint64_t should) {
    if (is != should)
      fault(at, Message("T2738", "MXF {1} is {2} instead of {3}; copy the file again, or have it made again",
                        {std::string(what), std::to_string(is), std::to_string(should)}));
  }

  std::uint64_t duration() const {
    return track_.kind == TrackKind::text ? static_cast<std::uint64_t>(track_.duration) : outline_.elements.size();
  }

  void partitions() {
    const auto& all = outline_.partitions;
    using enum MxfPartition::Kind;
    if (all.empty() || all.front().kind != header || all.back().kind != footer)
      return fault(outline_.size, Message("T2739", "the file has no footer; copy it again, or have it made again"));
    const auto& first = all.front();
    if (!first.complete)
      fault(0, Message("T2740", "the header is not closed and complete: its maker did not finish the file"));
    differs(32, "HeaderByteCount", first.header_bytes,
            outline_.metadata_end - std::min(outline_.metadata_end, first.klv.end));
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& one = all[i];
      const auto at = one.klv.at;
      differs(at, "ThisPartition", one.at, at);
      differs(at, "PreviousPartition", one.previous, i == 0 ? 0 : all[i - 1].klv.at);
      if (one.footer != 0 || one.kind == header || one.kind == footer)
        differs(at, "FooterPartition", one.footer, all.back().klv.at);
      if (!same_label(one.pattern, label::op_atom) && one.kind != stream)
        fault(at, Message("T2741", "the operational pattern is not OP-Atom, which DCPs have"));
    }
  }

  void random_index() {
    if (!outline_.random_index)
      return fault(outline_.size, Message("T2742", "the random index pack is missing; copy the file again"));
    const auto at = outline_.random_index->at;
    differs(at, "end of the random index pack", outline_.random_index->end, outline_.size);
    differs(at, "count of partitions", outline_.places.size(), outline_.partitions.size());
    for (std::size_t i = 0; i < std::min(outline_.places.size(), outline_.partitions.size()); ++i) {
      differs(at, "place of a partition", outline_.places[i].second, outline_.partitions[i].klv.at);
      differs(at, "stream of a partition", outline_.places[i].first, outline_.partitions[i].body_id);
    }
  }

  void index() {
    auto segments = outline_.indices;
    std::ranges::sort(segments, {}, &MxfIndex::start);
    const auto& elements = outline_.elements;
    std::uint64_t next = 0;
    for (const auto& segment : segments) {
      differs(segment.at, "IndexStartPosition", segment.start, next);
      const bool whole = segment.unit_bytes > 0 && segment.duration == 0;  // 0 means all
      next = whole ? elements.size() : segment.start + segment.duration;
      if (segment.unit_bytes == 0)
        differs(segment.at, "count of index entries", segment.offsets.size(), segment.duration);
      if (segment.rate && track_.rate.known() && !(*segment.rate == track_.rate))
        fault(segment.at, rates_differ(*segment.rate));
      entries(segment, next);
    }
    differs(segments.empty() ? outline_.size : segments.back().at, "count of indexed edit units", next,
            elements.size());
    if (!outline_.partitions.empty() && outline_.partitions.back().index_bytes > 0)
      differs(outline_.partitions.back().klv.at, "IndexByteCount", outline_.partitions.back().index_bytes,
              outline_.index_bytes);
  }

  /// Says only the first that is wrong: when one is, the others usually are.
  void entries(const MxfIndex& segment, std::uint64_t end) {
    const auto& elements = outline_.elements;
    for (auto i = segment.start; i < std::min<std::uint64_t>(end, elements.size()); ++i) {
      const auto is = elements[i].at - elements.front().at;
      const auto entry = i - segment.start;
      if (segment.unit_bytes == 0 && entry >= segment.offsets.size()) return;
      const auto said = segment.unit_bytes > 0 ? i * segment.unit_bytes : segment.offsets[entry];
      if (said == is) continue;
      return fault(segment.at,
                   Message("T2743", "the index has edit unit {1} at {2}, it stands at {3}; have the file made again",
                           {std::to_string(i), std::to_string(said), std::to_string(is)}));
    }
  }

  void references() {
    for (const auto& set : outline_.sets) {
      std::vector<Uuid> wanted;
      using enum Tag;
      for (const auto tag : {content_storage, sequence, descriptor})
        if (const auto id = set.id(tag)) wanted.push_back(*id);
      for (const auto tag : {identifications, packages, container_data, tracks, components})
        std::ranges::copy(ids_of(set.bytes(tag)), std::back_inserter(wanted));
      std::ranges::copy(ids_of(outline_.bytes(set, label::sub_descriptors)), std::back_inserter(wanted));
      for (const auto& id : wanted)
        if (!outline_.find(id))
          fault(set.at, Message("T2744", "header metadata refers to a set that is not there; copy the file again"));
    }
    for (const auto kind :
         {SetKind::preface, SetKind::content_storage, SetKind::material_package, SetKind::container_data})
      if (!outline_.find(kind))
        fault(0, Message("T2745", "header metadata has no set of kind {1}; have the file made again",
                         {std::to_string(static_cast<int>(kind))}));
  }

  Message rates_differ(Rational rate) const {
    return Message("T2746", "one place of the file says {1} edit units a second, another {2}; have it made again",
                   {to_string(rate), to_string(track_.rate)});
  }

  void times() {
    differs(0, "ContainerDuration", static_cast<std::uint64_t>(track_.duration), duration());
    if (!track_.rate.known()) fault(0, Message("T2747", "the file does not say how many edit units a second has"));
    const auto* container = outline_.find(SetKind::container_data);
    for (const auto& set : outline_.sets) {
      if (const auto length = set.number(Tag::component_length)) differs(set.at, "Duration", *length, duration());
      if (const auto rate = set.ratio(Tag::edit_rate); rate && !(*rate == track_.rate))
        fault(set.at, rates_differ(*rate));
    }
    if (container && container->id(Tag::linked_package) != track_.id)
      fault(container->at, Message("T2748", "header metadata names another package than the one the file holds"));
    if (track_.kind == TrackKind::text) return;  // other makers lead to it by descriptive metadata
    const bool clip = std::ranges::any_of(outline_.sets, [&](const MxfSet& set) {
      return set.kind == SetKind::source_clip && set.id(Tag::source_package) == track_.id;
    });
    if (!clip) fault(0, Message("T2749", "no clip of the material package leads to the essence"));
  }

  void picture() {
    const auto header = read_j2k_header(first_);
    if (header && header->size != track_.picture)
      fault(0, Message("T2750", "the descriptor says {1}x{2} pixels, the pictures have {3}x{4}",
                       {std::to_string(track_.picture.width), std::to_string(track_.picture.height),
                        std::to_string(header->size.width), std::to_string(header->size.height)}));
  }

  void sound() {
    const auto* descriptor = outline_.find(SetKind::sound_descriptor);
    if (!descriptor) return;
    const auto channels = static_cast<std::uint64_t>(track_.channels);
    const auto bits = descriptor->number(Tag::bits).value_or(0);
    differs(descriptor->at, "QuantizationBits", bits, 24);
    differs(descriptor->at, "BlockAlign", descriptor->number(Tag::block_align).value_or(0), 3 * channels);
    const auto frequency = descriptor->ratio(Tag::audio_rate).value_or(Rational{0, 1});
    if (!(frequency == Rational{48'000, 1}))
      return fault(descriptor->at, Message("T2751", "sound of {1} Hz; a DCP has 48000", {to_string(frequency)}));
    const auto samples = samples_a_unit(track_.rate);
    if (!samples) return;
    const auto unit = static_cast<std::uint64_t>(*samples) * 3 * channels;
    const auto odd = std::ranges::find_if(outline_.elements, [&](const Klv& klv) { return klv.length() != unit; });
    if (odd != outline_.elements.end()) differs(odd->at, "length of an edit unit of sound", odd->length(), unit);
  }

  const MxfOutline& outline_;
  const TrackFile& track_;
  std::vector<std::uint8_t> first_;  // edit unit, of pictures
  std::vector<MxfFault> faults_;
};

}  // namespace

std::vector<MxfFault> TrackReader::check() const {
  const bool picture = track_.kind == TrackKind::picture && !outline_.elements.empty();
  return Check(outline_, track_, picture ? read(0) : std::vector<std::uint8_t>()).run();
}

}  // namespace tasma::codecs::dcp
