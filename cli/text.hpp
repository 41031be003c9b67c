#pragma once

#include <string>
#include <string_view>

#include "pipeline/core/message.hpp"

namespace tasma::cli {

/// Marks a text in a table for xgettext; it is translated where it is printed.
constexpr const char* gettext_noop(const char* text) { return text; }

/// `text` in the person's language; an empty text stays empty.
std::string translated(std::string_view text);

/// A message in the person's language, its arguments made printable.
std::string translated(const Message& message);

/// Bytes as a terminal may have them: control characters and what is no UTF-8 become \xNN. Names of files may hold
/// both.
std::string printable(std::string_view bytes);

/// `bytes` as a JSON string with its quotes; what is no UTF-8 becomes the text \xNN.
std::string json_string(std::string_view bytes);

/// The first `columns` characters of a UTF-8 text.
std::string_view cut(std::string_view text, std::size_t columns);

/// The one of `known` that was most likely meant by `word`; empty if none is near.
std::string_view nearest(std::string_view word, const auto& known);

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
std::size_t edit_distance(std::string_view a, std::string_view b);

std::string_view nearest(std::string_view word, const auto& known) {
  std::string_view best;
  std::size_t least = word.size() / 3 + 2;  // beyond that a guess would only puzzle
  for (const std::string_view candidate : known) {
    const auto distance = edit_distance(word, candidate);
    if (distance >= least || distance >= candidate.size()) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

}  // namespace tasma::cli
