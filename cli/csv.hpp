#pragma once

#include <filesystem>
#include <string>
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

}  // namespace tasma::cli
