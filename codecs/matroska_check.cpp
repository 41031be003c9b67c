#include "codecs/matroska_check.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "codecs/digest.hpp"
#include "codecs/matroska_attachments.hpp"
#include "codecs/rawcooked.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

constexpr std::uint64_t crc_element = 6;  // id, size, 4 bytes little-endian

/// What may stand at the top of a Segment.
constexpr std::array<std::pair<EbmlId, const char*>, 9> level_one{{{EbmlId::seek_head, "SeekHead"},
                                                                   {EbmlId::info, "Info"},
                                                                   {EbmlId::tracks, "Tracks"},
                                                                   {EbmlId::chapters, "Chapters"},
                                                                   {EbmlId::cluster, "Cluster"},
                                                                   {EbmlId::cues, "Cues"},
                                                                   {EbmlId::attachments, "Attachments"},
                                                                   {EbmlId::tags, "Tags"},
                                                                   {EbmlId::filler, "Void"}}};

const char* name_of(EbmlId id) {
  const auto* const known = std::ranges::find(level_one, id, [](const auto& element) { return element.first; });
  return known == level_one.end() ? nullptr : known->second;
}

std::string hex_id(EbmlId id) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%X", static_cast<unsigned>(id));
  return text.data();
}

/// What the header that libavformat writes consists of: nothing that could be otherwise.
Bytes usual_header() {
  Bytes body;
  for (const auto& [id, value] : {std::pair(EbmlId::version, 1), std::pair(EbmlId::read_version, 1),
                                  std::pair(EbmlId::most_id_bytes, 4), std::pair(EbmlId::most_size_bytes, 8)})
    append_ebml_unsigned(body, id, static_cast<std::uint64_t>(value));
  append_ebml(body, EbmlId::doc_type, "matroska");
  append_ebml_unsigned(body, EbmlId::doc_type_version, 4);
  append_ebml_unsigned(body, EbmlId::doc_type_read_version, 2);
  return body;
}

/// The digest that the Tags say what stands behind the Segment has.
std::optional<std::string> digest_behind(View tags) {
  std::optional<std::string> digest;
  const auto text = [](View data) { return std::string(data.begin(), data.end()); };
  const auto all = ebml_children(tags);
  for (const auto& tag : all ? *all : std::vector<EbmlChild>()) {
    const auto simple_tags = tag.id == EbmlId::tag ? ebml_children(tag.data) : std::nullopt;
    for (const auto& simple : simple_tags ? *simple_tags : std::vector<EbmlChild>()) {
      const auto parts = simple.id == EbmlId::simple_tag ? ebml_children(simple.data) : std::nullopt;
      std::string name, value;
      for (const auto& part : parts ? *parts : std::vector<EbmlChild>()) {
        if (part.id == EbmlId::tag_name) name = text(part.data);
        if (part.id == EbmlId::tag_string) value = text(part.data);
      }
      if (name == behind_digest_tag) digest = value;
    }
  }
  return digest;
}

std::optional<std::int64_t> time_of(const ByteSource& file, ByteRange cluster_data) {
  std::optional<std::int64_t> time;
  step_over(file, cluster_data, [&](const EbmlElement& element) {
    if (element.id != EbmlId::timestamp) return element.id == EbmlId::crc32;
    Bytes value(std::min<std::uint64_t>(data_of(element).length(), 8));
    value.resize(file.read(element.data, value));
    std::uint64_t number = 0;
    for (const auto byte : value) number = number << 8 | byte;
    time = static_cast<std::int64_t>(number);
    return false;
  });
  return time;
}

/// One file, from its first byte to its last.
class Walk {
 public:
  enum class Depth { heads, bytes };
  Walk(const ByteSource& file, Depth depth, const std::function<void(std::uint64_t)>& advance)
      : file_(file), depth_(depth), advance_(advance) {}

  MatroskaCheck run() {
    const auto size = file_.size();
    const auto header = element_at(file_, {0, size});
    if (!header || header->id != EbmlId::header) {
      damage({0, size}, Message("T2522", "no EBML header: this is no Matroska, or its first bytes are damaged"));
      return std::move(check_);
    }
    check_header({0, *header->end});
    std::array<std::uint8_t, ebml_head> head{};
    const auto segment = ebml_element(std::span(head).first(file_.read(*header->end, head)), *header->end);
    if (!segment || segment->id != EbmlId::segment || !segment->end || *segment->end > size) {
      damage({*header->end, size},
             Message("T2523", "no Segment that ends within the file; {1} bytes are there", {std::to_string(size)}));
      return std::move(check_);
    }
    check_.checked += segment->data - segment->begin;
    const bool whole = check_segment(data_of(*segment));
    if (whole) check_behind({*segment->end, size});
    settle_times();
    settle_unchecked();
    return std::move(check_);
  }

 private:
  void damage(ByteRange place, Message message) { check_.damages.push_back({place, std::move(message), {}, {}}); }

  void check_header(ByteRange place) {
    constexpr std::uint64_t most_header = 4096;
    Bytes bytes(std::min(place.length(), most_header));
    bytes.resize(file_.read(place.begin, bytes));
    const auto body = usual_header();
    Bytes usual;
    append_ebml(usual, EbmlId::header, body);
    constexpr std::size_t head_bytes = 5;  // id, and the size in one byte; in eight, as earlier versions wrote it:
    Bytes earlier(usual.begin(), usual.begin() + 4);
    for (const auto byte : {0x01, 0, 0, 0, 0, 0, 0, static_cast<int>(body.size())})
      earlier.push_back(static_cast<std::uint8_t>(byte));
    earlier.insert(earlier.end(), usual.begin() + head_bytes, usual.end());
    if (bytes == usual || bytes == earlier)
      check_.checked += place.length();
    else
      unusual_header_ = place;
  }

  /// False: the elements do not lead from one to the next up to the end.
  bool check_segment(ByteRange range) {
    while (range.begin < range.end) {
      const auto element = element_at(file_, range);
      const auto* const name = element ? name_of(element->id) : nullptr;
      if (name == nullptr) {
        damage(range, element
                          ? Message("T2524", "{1} is no element that may stand there; what follows was not looked at",
                                    {hex_id(element->id)})
                          : Message("T2525",
                                    "no element ends where the next must begin; what follows was not "
                                    "looked at"));
        return false;
      }
      if (depth_ == Depth::bytes) check_element(*element, name);
      range.begin = *element->end;
    }
    return true;
  }

  void check_element(const EbmlElement& element, const char* name) {
    const ByteRange place{element.begin, *element.end};
    if (element.id == EbmlId::filler) return check_filler(element);
    const bool cluster = element.id == EbmlId::cluster;
    const auto time = cluster ? time_of(file_, data_of(element)) : std::nullopt;
    if (cluster) clusters_.push_back(time);
    std::array<std::uint8_t, crc_element> stated{};
    const auto head = std::span(stated).first(std::min<std::uint64_t>(crc_element, data_of(element).length()));
    const auto there = file_.read(element.data, head);
    if (there < crc_element || stated[0] != static_cast<std::uint8_t>(EbmlId::crc32) || stated[1] != 0x84) {
      read(data_of(element), [](View) {});
      without_crc_.push_back({place, name});
      return;
    }
    auto crc = crc32_z(0, nullptr, 0);
    Bytes tags;
    read({element.data + crc_element, *element.end}, [&](View bytes) {
      crc = crc32_z(crc, bytes.data(), bytes.size());
      if (element.id == EbmlId::tags && tags.size() < most_tags) tags.insert(tags.end(), bytes.begin(), bytes.end());
    });
    any_crc_ = true;
    bool same = true;
    for (std::size_t i = 0; i < 4; ++i) same = same && stated[2 + i] == ((crc >> (8 * i)) & 0xFF);
    if (same) {
      check_.checked += place.length();
      if (auto digest = digest_behind(tags)) behind_ = std::move(digest);
      return;
    }
    damage(place, Message("T2526", "the CRC-32 of this {1} does not hold", {name}));
    if (cluster) damaged_clusters_.push_back({check_.damages.size() - 1, clusters_.size() - 1});
  }

  void check_filler(const EbmlElement& element) {
    std::optional<std::uint64_t> first;
    auto at = element.data;
    read(data_of(element), [&](View bytes) {
      const auto found = std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != 0; });
      if (!first && found != bytes.end()) first = at + static_cast<std::uint64_t>(found - bytes.begin());
      at += bytes.size();
    });
    if (first)
      damage({*first, *first + 1}, Message("T2527", "a Void element holds something else than zeros"));
    else
      check_.checked += *element.end - element.begin;
  }

  void check_behind(ByteRange rest) {
    if (depth_ == Depth::heads) return;
    if (rest.length() == 0) {
      if (behind_)
        damage(rest,
               Message("T2528", "what stood behind the Segment is missing: files of the scan that are kept whole"));
      return;
    }
    Sha256Stream digest;
    read(rest, [&](View bytes) { digest.add(bytes); });
    if (behind_ && hex(digest.finish()) != *behind_)
      damage(rest, Message("T2529", "what stands behind the Segment has another SHA-256 than {1} says",
                           {std::string(behind_digest_tag)}));
    else if (behind_)
      check_.checked += rest.length();
    else if (find_reversibility(file_))
      check_.unchecked.push_back(rest);
    else
      damage(rest, Message("T2530", "bytes behind the Segment that nothing in the file speaks of"));
  }

  void read(ByteRange range, const std::function<void(View)>& sink) {
    read_range(file_, range, [&](View bytes) {
      sink(bytes);
      advance_(bytes.size());
    });
  }

  /// The time of a damaged cluster, between its neighbours': its own may be what is damaged.
  void settle_times() {
    for (const auto [damage, cluster] : damaged_clusters_) {
      check_.damages[damage].from_ms = cluster == 0 ? 0 : clusters_[cluster - 1].value_or(0);
      if (clusters_[cluster] && *clusters_[cluster] >= *check_.damages[damage].from_ms)
        check_.damages[damage].from_ms = clusters_[cluster];
      if (cluster + 1 < clusters_.size()) check_.damages[damage].to_ms = clusters_[cluster + 1];
    }
  }

  void settle_unchecked() {
    if (unusual_header_ && any_crc_ && without_crc_.empty())
      damage(*unusual_header_, Message("T2531", "the EBML header is not the one that such a file has"));
    else if (unusual_header_)
      check_.unchecked.push_back(*unusual_header_);
    for (const auto& [place, name] : without_crc_)
      if (any_crc_)
        damage(place, Message("T2532", "this {1} has no CRC-32, as the others have", {name}));
      else
        check_.unchecked.push_back(place);
  }

  struct WithoutCrc {
    ByteRange place;
    const char* name;
  };
  struct DamagedCluster {
    std::size_t damage, cluster;
  };
  static constexpr std::size_t most_tags = std::size_t{16} << 20;

  const ByteSource& file_;
  Depth depth_;
  const std::function<void(std::uint64_t)>& advance_;
  MatroskaCheck check_;
  bool any_crc_ = false;
  std::optional<ByteRange> unusual_header_;
  std::optional<std::string> behind_;
  std::vector<WithoutCrc> without_crc_;
  std::vector<std::optional<std::int64_t>> clusters_;  // their times, ms
  std::vector<DamagedCluster> damaged_clusters_;
};

}  // namespace

MatroskaCheck check_matroska(const ByteSource& file, const std::function<void(std::uint64_t)>& advance) {
  return Walk(file, Walk::Depth::bytes, advance).run();
}

std::vector<MatroskaDamage> check_matroska_heads(const ByteSource& file) {
  return Walk(file, Walk::Depth::heads, [](std::uint64_t) {}).run().damages;
}

}  // namespace tasma::codecs
