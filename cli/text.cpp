#include "cli/text.hpp"

#include <libintl.h>

#include <algorithm>
#include <vector>

namespace tasma::cli {
namespace {

std::string hex_of(unsigned char byte) { return {"0123456789ABCDEF"[byte >> 4], "0123456789ABCDEF"[byte & 15]}; }

/// Length of the UTF-8 character that `text` begins with; 0 if it begins with none (RFC 3629: no surrogates, no longer
/// form than needed, nothing above U+10FFFF).
std::size_t character_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = at(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((at(i) & 0xC0) != 0x80) return 0;
  if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) > 0x9F) || (first == 0xF0 && at(1) < 0x90) ||
      (first == 0xF4 && at(1) > 0x8F))
    return 0;
  return length;
}

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  return first < 0x20 || first == 0x7F || (first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0);
}

/// Goes through `bytes` character by character; `strange` gets each byte that belongs to none.
void each_character(std::string_view bytes, const auto& character, const auto& strange) {
  while (!bytes.empty()) {
    const auto length = character_length(bytes);
    length > 0 ? character(bytes.substr(0, length)) : strange(static_cast<unsigned char>(bytes[0]));
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

}  // namespace

std::string translated(std::string_view text) {
  if (text.empty()) return {};  // the key of the catalogue's own header
  return gettext(std::string(text).c_str());
}

std::string translated(const Message& message) {
  std::vector<std::string> arguments;
  for (const auto& argument : message.arguments) arguments.push_back(printable(argument));
  return fill(translated(message.text), arguments);
}

std::string printable(std::string_view bytes) {
  std::string text;
  const auto escaped = [&](unsigned char byte) { text += "\\x" + hex_of(byte); };
  const auto kept = [&](std::string_view character) {
    if (!is_control(character)) {
      text += character;
    } else {
      for (const char byte : character) escaped(static_cast<unsigned char>(byte));
    }
  };
  each_character(bytes, kept, escaped);
  return text;
}

std::string json_string(std::string_view bytes) {
  std::string text = "\"";
  const auto kept = [&](std::string_view character) {
    if (character == "\"" || character == "\\") text += '\\';
    if (static_cast<unsigned char>(character[0]) < 0x20) {
      text += "\\u00" + hex_of(static_cast<unsigned char>(character[0]));
    } else {
      text += character;
    }
  };
  each_character(bytes, kept, [&](unsigned char byte) { text += "\\\\x" + hex_of(byte); });
  return text + '"';
}

std::string_view cut(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  for (; end < text.size() && columns > 0; --columns)
    end += std::max<std::size_t>(character_length(text.substr(end)), 1);
  return text.substr(0, end);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> row(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        row[i][j] = i + j;
        continue;
      }
      row[i][j] = std::min({row[i - 1][j] + 1, row[i][j - 1] + 1, row[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[i][j] = std::min(row[i][j], row[i - 2][j - 2] + 1);
    }
  }
  return row[a.size()][b.size()];
}

}  // namespace tasma::cli
