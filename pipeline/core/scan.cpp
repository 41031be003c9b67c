#include "pipeline/core/scan.hpp"

#include <array>

namespace tasma {
namespace {

constexpr std::array transfers{"unknown", "cineon", "linear", "video", "acescct"};
constexpr std::array elements{"unknown", "negative", "interpositive", "print", "reversal"};
constexpr std::array sound_kinds{"original", "dub", "m&e", "music"};

/// The enumerator called `text`; the first, which stands for "not said", has no name to be called by.
template <class Enumeration>
std::optional<Enumeration> named(const auto& names, std::string_view text) {
  for (std::size_t i = 1; i < names.size(); ++i)
    if (text == names[i]) return static_cast<Enumeration>(i);
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Transfer transfer) { return transfers.at(static_cast<std::size_t>(transfer)); }
std::string_view name_of(Element element) { return elements.at(static_cast<std::size_t>(element)); }
std::optional<Transfer> parse_transfer(std::string_view text) { return named<Transfer>(transfers, text); }
std::optional<Element> parse_element(std::string_view text) { return named<Element>(elements, text); }

std::string_view name_of(SoundKind kind) { return sound_kinds.at(static_cast<std::size_t>(kind)); }
std::optional<SoundKind> parse_sound_kind(std::string_view text) {
  if (text == name_of(SoundKind::original)) return SoundKind::original;
  return named<SoundKind>(sound_kinds, text);
}

}  // namespace tasma
