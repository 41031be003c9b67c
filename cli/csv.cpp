#include "cli/csv.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <utility>

#include "pipeline/core/error.hpp"
#include "pipeline/core/unicode.hpp"

namespace tasma::cli {
namespace {

constexpr std::uintmax_t largest = 64 << 20;

/// Empty for what is no UTF-16: half a pair, half a unit.
std::string from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<std::uint8_t>(bytes[at]), second = static_cast<std::uint8_t>(bytes[at + 1]);
    return static_cast<std::uint32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  const auto is_half = [](std::uint32_t c, std::uint32_t from) { return c >= from && c < from + 0x400; };
  std::string text;
  if (bytes.size() % 2 != 0) return {};
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    auto c = unit(at);
    if (is_half(c, 0xD800)) {
      at += 2;
      if (at >= bytes.size() || !is_half(unit(at), 0xDC00)) return {};
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(at) - 0xDC00);
    } else if (is_half(c, 0xDC00)) {
      return {};
    }
    append_utf8(text, c);
  }
  return text;
}

/// How many bytes of `text` are UTF-8 from the beginning on.
std::size_t valid_utf8(std::string_view text) {
  std::size_t at = 0;
  while (next_character(text, at)) {
  }
  return at;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::error_code cause(errno, std::generic_category());
  std::error_code unknown;
  if (!in || std::filesystem::is_directory(file, unknown))
    throw Error(in ? ExitCode::no_input : exit_code_of(cause),
                Message("T1130", "{1}: there is no such list", {file.string()}));
  if (std::filesystem::file_size(file, unknown) > largest)
    throw Error(ExitCode::usage, Message("T1131", "{1}: is too large for a list", {file.string()}));
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const std::string_view view(bytes);
  std::string text = view.starts_with("\xFF\xFE")       ? from_utf16(view.substr(2), false)
                     : view.starts_with("\xFE\xFF")     ? from_utf16(view.substr(2), true)
                     : view.starts_with("\xEF\xBB\xBF") ? bytes.substr(3)
                                                        : bytes;
  const auto valid = valid_utf8(text);
  if (valid < text.size() || text.empty())
    throw Error(ExitCode::usage,
                Message("T1132", "{1}:{2}: is not UTF-8, nor UTF-16 with a byte order mark; save it as UTF-8",
                        {file.string(), std::to_string(1 + std::ranges::count(text.substr(0, valid), '\n'))}));
  return text;
}

char separator_of(std::string_view text) {
  const auto head = text.substr(0, text.find('\n'));
  return std::ranges::count(head, ';') > std::ranges::count(head, ',') ? ';' : ',';
}

}  // namespace

std::vector<CsvRow> read_csv(const std::filesystem::path& file) {
  const auto text = text_of(file);
  const char separator = separator_of(text);
  std::vector<CsvRow> rows;
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    CsvRow row{line, {}};
    bool is_quoted = false, row_ends = false;
    std::string field;
    for (; at < text.size() && !row_ends; ++at) {
      const char c = text[at];
      if (c == '\n') ++line;
      if (is_quoted) {
        if (c != '"') {
          field += c;
        } else if (at + 1 < text.size() && text[at + 1] == '"') {
          field += text[++at];
        } else {
          is_quoted = false;
        }
      } else if (c == '"' && field.empty()) {
        is_quoted = true;
      } else if (c == separator) {
        row.fields.push_back(std::exchange(field, {}));
      } else if (c == '\n') {
        row_ends = true;
      } else if (c != '\r') {
        field += c;
      }
    }
    if (is_quoted)
      throw Error(ExitCode::usage, Message("T1133", "{1}:{2}: a quoted field does not end; close its quote",
                                           {file.string(), std::to_string(row.line)}));
    row.fields.push_back(std::move(field));
    if (std::ranges::any_of(row.fields, [](const auto& f) { return !f.empty(); })) rows.push_back(std::move(row));
  }
  return rows;
}

CsvTable::CsvTable(std::filesystem::path file, std::initializer_list<std::string_view> needed)
    : file_(std::move(file)), rows_(read_csv(file_)) {
  const auto refuse = [](const Message& message) { throw Error(ExitCode::usage, message); };
  if (rows_.size() < 2)
    refuse(Message("T1134", "{1}: a list has a line of columns, and lines below it", {file_.string()}));
  const auto head = rows_.front();
  rows_.erase(rows_.begin());
  columns_ = head.fields;
  for (auto column = columns_.begin(); column != columns_.end(); ++column)
    if (std::find(std::next(column), columns_.end(), *column) != columns_.end() && !column->empty())
      refuse(Message("T1135", "{1}: two columns are called \"{2}\"", {place(head), *column}));
  for (const auto column : needed)
    if (std::ranges::find(columns_, column) == columns_.end())
      refuse(Message("T1136", "{1}: there is no column \"{2}\"", {place(head), std::string(column)}));
  for (const auto& row : rows_)
    if (row.fields.size() > columns_.size())
      refuse(Message("T1137", "{1}: has more fields than there are columns", {place(row)}));
}

std::string CsvTable::place(const CsvRow& row) const { return file_.string() + ':' + std::to_string(row.line); }

std::string CsvTable::value(const CsvRow& row, std::size_t column) {
  return column < row.fields.size() ? row.fields[column] : std::string();
}

std::string CsvTable::value(const CsvRow& row, std::string_view column) const {
  return value(row, static_cast<std::size_t>(std::ranges::find(columns_, column) - columns_.begin()));
}

}  // namespace tasma::cli
