#include "codecs/matroska_frames.hpp"

#include <array>
#include <optional>

#include "codecs/ebml_steps.hpp"

namespace tasma::codecs {
namespace {

constexpr std::uint64_t time_and_flags = 3;  // bytes between a block's track number and its frame
constexpr std::uint8_t lacing = 0x06;        // of the flags

std::optional<ByteRange> frame_of(const ByteSource& file, const EbmlElement& block) {
  std::array<std::uint8_t, ebml_head> head{};
  const auto bytes = std::span(head).first(file.read(block.data, head));
  const auto number = ebml_number(bytes);
  if (!number || number->bytes + time_and_flags > bytes.size()) return std::nullopt;
  const auto begin = block.data + number->bytes + time_and_flags;
  if (begin > *block.end || (bytes[number->bytes + time_and_flags - 1] & lacing) != 0) return std::nullopt;
  return ByteRange{begin, *block.end};
}

}  // namespace

std::vector<ByteRange> matroska_frames(const ByteSource& file) {
  std::vector<ByteRange> frames;
  const auto header = element_at(file, {0, file.size()});
  if (!header || header->id != EbmlId::header) return frames;
  std::array<std::uint8_t, ebml_head> head{};
  const auto segment = ebml_element(std::span(head).first(file.read(*header->end, head)), *header->end);
  if (!segment || segment->id != EbmlId::segment) return frames;
  // Until the writer has finished, the Segment is of unknown size.
  step_over(file, {segment->data, std::min(segment->end.value_or(file.size()), file.size())},
            [&](const EbmlElement& element) {
              if (element.id == EbmlId::cluster)
                step_over(file, data_of(element), [&](const EbmlElement& part) {
                  const auto frame = part.id == EbmlId::simple_block ? frame_of(file, part) : std::nullopt;
                  if (frame) frames.push_back(*frame);
                  return true;
                });
              return true;
            });
  return frames;
}

}  // namespace tasma::codecs
