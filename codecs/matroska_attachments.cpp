#include "codecs/matroska_attachments.hpp"

#include <algorithm>

namespace tasma::codecs {
namespace {

constexpr std::uint64_t most_text = 4096;  // bytes of a name that is believed

std::string text_in(const ByteSource& file, ByteRange range) {
  std::string text(std::min(range.length(), most_text), '\0');
  text.resize(file.read(range.begin, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}));
  return text;
}

void add_attached(const ByteSource& file, const EbmlElement& attachments, std::vector<AttachedFile>& to) {
  step_over(file, data_of(attachments), [&](const EbmlElement& element) {
    if (element.id != EbmlId::attached_file) return true;
    AttachedFile attached;
    step_over(file, data_of(element), [&](const EbmlElement& part) {
      if (part.id == EbmlId::file_name) attached.name = text_in(file, data_of(part));
      if (part.id == EbmlId::file_media_type) attached.media_type = text_in(file, data_of(part));
      if (part.id == EbmlId::file_data) attached.content = data_of(part);
      return true;
    });
    to.push_back(std::move(attached));
    return true;
  });
}

}  // namespace

MatroskaOutline::MatroskaOutline(const ByteSource& file) : file_(file) {
  const auto header = element_at(file, {0, file.size()});
  if (!header || header->id != EbmlId::header) return;
  std::array<std::uint8_t, ebml_head> head{};
  const auto segment = ebml_element(std::span(head).first(file.read(*header->end, head)), *header->end);
  if (!segment || segment->id != EbmlId::segment) return;
  knows_its_end_ = segment->end && *segment->end <= file.size();
  segment_ = ByteRange{segment->data, knows_its_end_ ? *segment->end : file.size()};
  step_over(file, *segment_, [&](const EbmlElement& element) {
    if (element.id == EbmlId::cluster) clusters_ = element.begin;
    if (element.id == EbmlId::attachments) {
      if (!attachments_) attachments_ = ByteRange{element.begin, *element.end};
      add_attached(file, element, attached_);
    }
    return clusters_ == 0;
  });
}

const AttachedFile* MatroskaOutline::find(std::string_view name) const {
  const auto found = std::ranges::find(attached_, name, &AttachedFile::name);
  return found == attached_.end() ? nullptr : &*found;
}

std::vector<AttachedFile> MatroskaOutline::attached_later() const {
  std::vector<AttachedFile> later;
  if (clusters_ == 0) return later;
  step_over(file_, {clusters_, segment_->end}, [&](const EbmlElement& element) {
    if (element.id == EbmlId::attachments) add_attached(file_, element, later);
    return true;
  });
  return later;
}

}  // namespace tasma::codecs
