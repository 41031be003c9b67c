#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tasma::cli {

/// A row of a table, and the line of the file on which it begins (from 1).
struct CsvRow {
  std::size_t line = 0;
  std::vector<std::string> fields;
};

/// Reads a table as spreadsheets write it (RFC 4180): separated by commas or, where its first line has more of them, by
/// semicolons; quoted fields; UTF-8 with or without a byte order mark, or UTF-16 with one. Empty lines are passed over;
/// what comes back is UTF-8. Throws Error: no_input, permission; usage, naming the line, for an open quote, text that
/// is in no such encoding, and a file of more than 64 MiB.
std::vector<CsvRow> read_csv(const std::filesystem::path& file);

/// The same with a first line that names its columns.
class CsvTable {
 public:
  /// Throws Error: what read_csv() throws; usage for a table without rows, two columns of one name, a column of
  /// `needed` that is not there, and a row of more fields than there are columns.
  CsvTable(std::filesystem::path file, std::initializer_list<std::string_view> needed);

  const std::filesystem::path& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<CsvRow>& rows() const { return rows_; }
  std::string place(const CsvRow& row) const;  // "list.csv:3"

  /// What the row says in that column; empty if nothing, or if there is no such column.
  static std::string value(const CsvRow& row, std::size_t column);
  std::string value(const CsvRow& row, std::string_view column) const;

 private:
  std::filesystem::path file_;
  std::vector<std::string> columns_;
  std::vector<CsvRow> rows_;
};

}  // namespace tasma::cli
