#pragma once

#include <string>
#include <string_view>

#include "pipeline/core/message.hpp"

namespace tasma::cli {

/// Marks a text in a table for xgettext; it is translated where it is printed.
constexpr const char* gettext_noop(const char* text) { return text; }

/// `text` in the person's language; an empty text stays empty.
std::string translated(std::string_view text);

/// A message in the person's language, its arguments shown.
std::string translated(const Message& message);

/// As printable(), but backslashes stay: for text in which names may be printable already.
std::string shown(std::string_view text);

/// shown() as a JSON string with its quotes.
std::string json_string(std::string_view text);

/// How many columns a shown text takes: a character each.
std::size_t columns_of(std::string_view text);

/// The beginning of a shown text, as much as goes into `columns`.
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
