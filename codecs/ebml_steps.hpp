#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "codecs/ebml.hpp"
#include "codecs/input_file.hpp"

namespace tasma::codecs {

inline ByteRange data_of(const EbmlElement& element) { return {element.data, *element.end}; }

/// The element whose id stands at `range.begin`, if it is of known size and ends within `range`. Reads its head alone.
inline std::optional<EbmlElement> element_at(const ByteSource& file, ByteRange range) {
  if (range.begin >= range.end) return std::nullopt;
  std::array<std::uint8_t, ebml_head> head{};
  const auto wanted = std::span(head).first(std::min<std::uint64_t>(head.size(), range.length()));
  const auto element = ebml_element(wanted.first(file.read(range.begin, wanted)), range.begin);
  return element && element->end && *element->end <= range.end ? element : std::nullopt;
}

/// Calls `look` for the elements that `range` consists of, in order, until it returns false, or what stands there is no
/// element any more: damage ends the walk.
template <class Look>
void step_over(const ByteSource& file, ByteRange range, Look look) {
  for (auto element = element_at(file, range); element && look(*element); element = element_at(file, range))
    range.begin = *element->end;
}

}  // namespace tasma::codecs
