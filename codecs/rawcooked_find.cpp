#include <algorithm>
#include <array>

#include "codecs/rawcooked.hpp"
#include "codecs/rawcooked_element.hpp"

namespace tasma::codecs {
namespace {

/// Steps over elements of a file without reading what is in them. Damage ends the walk: there is nothing to be found.
class Steps {
 public:
  explicit Steps(const ByteSource& file) : file_(file) {}

  std::optional<EbmlElement> at(std::uint64_t begin, std::uint64_t end) const {
    if (begin >= end) return std::nullopt;
    std::array<std::uint8_t, ebml_head> head{};
    const auto wanted = std::min<std::uint64_t>(head.size(), end - begin);
    return ebml_element(std::span(head).first(file_.read(begin, std::span(head).first(wanted))), begin);
  }

  /// Calls `look` for the elements from `begin` on until it returns a place or the end is reached.
  template <class Look>
  std::optional<ByteRange> first(ByteRange within, Look look) const {
    for (auto at_ = within.begin;;) {
      const auto element = at(at_, within.end);
      if (!element || !element->end || *element->end > within.end) return std::nullopt;
      if (const auto found = look(*element)) return found;
      at_ = *element->end;
    }
  }

  /// Whether an EBML header of this DocType begins here.
  bool is_reversibility(ByteRange place) const {
    const auto header = at(place.begin, place.end);
    constexpr std::uint64_t most_header = 4096;
    if (!header || header->id != EbmlId::header || !header->end || *header->end > place.end ||
        *header->end - header->data > most_header)
      return false;
    std::vector<std::uint8_t> body(*header->end - header->data);
    body.resize(file_.read(header->data, body));
    const auto children = ebml_children(body);
    return children && std::ranges::any_of(*children, [](const EbmlChild& child) {
             return child.id == EbmlId::doc_type && std::ranges::equal(child.data, rawcooked::doc_type);
           });
  }

 private:
  const ByteSource& file_;
};

ByteRange data_of(const EbmlElement& element) { return {element.data, *element.end}; }

}  // namespace

std::optional<ByteRange> find_reversibility(const ByteSource& matroska) {
  const Steps steps(matroska);
  const auto size = matroska.size();
  const auto header = steps.at(0, size);
  if (!header || header->id != EbmlId::header || !header->end) return std::nullopt;
  const auto segment = steps.at(*header->end, size);
  if (!segment || segment->id != EbmlId::segment) return std::nullopt;
  const auto end = std::min(segment->end.value_or(size), size);

  const auto attached_file = [&](const EbmlElement& element) -> std::optional<ByteRange> {
    if (element.id != EbmlId::attached_file) return std::nullopt;
    return steps.first(data_of(element), [&](const EbmlElement& part) -> std::optional<ByteRange> {
      const bool found = part.id == EbmlId::file_data && steps.is_reversibility(data_of(part));
      return found ? std::optional(data_of(part)) : std::nullopt;
    });
  };
  std::optional<std::uint64_t> first_cluster;
  const auto level_one = [&](bool clusters) {
    return [&, clusters](const EbmlElement& element) -> std::optional<ByteRange> {
      if (element.id == EbmlId::cluster && !clusters) {
        first_cluster = element.begin;
        return ByteRange{};
      }
      if (element.id != EbmlId::attachments) return std::nullopt;
      return steps.first(data_of(element), attached_file);
    };
  };
  const auto appended = [&](const EbmlElement& element) -> std::optional<ByteRange> {
    if (element.id == rawcooked::root) return ByteRange{element.begin, *element.end};
    if (element.id != EbmlId::header || !steps.is_reversibility({element.begin, size})) return std::nullopt;
    const auto root = steps.at(*element.end, size);  // RAWcooked's own stands behind a header
    if (!root || root->id != rawcooked::root || !root->end || *root->end > size) return std::nullopt;
    return ByteRange{element.begin, *root->end};
  };

  // Where it mostly is, then where no search is needed, then among and behind a reel's clusters.
  const auto ahead = steps.first({segment->data, end}, level_one(false));
  if (ahead && *ahead != ByteRange{}) return ahead;
  if (segment->end)
    if (const auto behind = steps.first({end, size}, appended)) return behind;
  if (!first_cluster) return std::nullopt;
  return steps.first({*first_cluster, end}, level_one(true));
}

}  // namespace tasma::codecs
