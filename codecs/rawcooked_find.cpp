#include <algorithm>

#include "codecs/matroska_attachments.hpp"
#include "codecs/rawcooked.hpp"
#include "codecs/rawcooked_element.hpp"

namespace tasma::codecs {
namespace {

/// Whether an EBML header of this DocType begins here.
bool is_reversibility(const ByteSource& file, ByteRange place) {
  const auto header = element_at(file, place);
  constexpr std::uint64_t most_header = 4096;
  if (!header || header->id != EbmlId::header || data_of(*header).length() > most_header) return false;
  std::vector<std::uint8_t> body(data_of(*header).length());
  body.resize(file.read(header->data, body));
  const auto children = ebml_children(body);
  return children && std::ranges::any_of(*children, [](const EbmlChild& child) {
           return child.id == EbmlId::doc_type && std::ranges::equal(child.data, rawcooked::doc_type);
         });
}

std::optional<ByteRange> find_among(const ByteSource& file, const std::vector<AttachedFile>& attached) {
  const auto found = std::ranges::find_if(
      attached, [&](const AttachedFile& candidate) { return is_reversibility(file, candidate.content); });
  return found == attached.end() ? std::nullopt : std::optional(found->content);
}

std::optional<ByteRange> find_behind(const ByteSource& file, ByteRange rest) {
  std::optional<ByteRange> found;
  step_over(file, rest, [&](const EbmlElement& element) {
    const bool header = is_reversibility(file, {element.begin, rest.end});  // RAWcooked puts one in front
    const auto root = header ? element_at(file, {*element.end, rest.end}) : element;
    if (root && root->id == rawcooked::root) found = ByteRange{element.begin, *root->end};
    return !header && !found;
  });
  return found;
}

}  // namespace

std::optional<ByteRange> find_reversibility(const ByteSource& matroska) {
  const MatroskaOutline outline(matroska);
  if (!outline.segment()) return std::nullopt;
  // Where it mostly is, then where no search is needed, then among and behind a reel's clusters.
  if (const auto ahead = find_among(matroska, outline.attached())) return ahead;
  if (outline.knows_its_end())
    if (const auto behind = find_behind(matroska, {outline.segment()->end, matroska.size()})) return behind;
  return find_among(matroska, outline.attached_later());
}

}  // namespace tasma::codecs
