#include "cli/text.hpp"

#include <libintl.h>

#include <algorithm>
#include <vector>

#include "pipeline/core/printable.hpp"

namespace tasma::cli {
namespace {

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }  // of UTF-8

}  // namespace

std::string translated(std::string_view text) {
  if (text.empty()) return {};  // the key of the catalogue's own header
  return gettext(std::string(text).c_str());
}

std::string translated(const Message& message) {
  std::vector<std::string> arguments;
  for (const auto& argument : message.arguments) arguments.push_back(shown(argument));
  return fill(translated(message.text), arguments);
}

std::string shown(std::string_view text) {
  std::string whole;
  for (;;) {
    const auto backslash = text.find('\\');
    whole += printable(text.substr(0, backslash));
    if (backslash == text.npos) return whole;
    whole += '\\';
    text.remove_prefix(backslash + 1);
  }
}

std::string json_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : shown(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string_view cut(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  for (; end < text.size(); ++end)
    if (begins_character(text[end]) && columns-- == 0) break;
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
