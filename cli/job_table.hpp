#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tasma::cli {

/// Where something of a job file stands, for messages: "jobs/film.toml:12:3".
std::string place(const toml::source_region& region);

/// A table of a job file, whose keys are asked for by name; those never asked for are unknown. What is not as asked for
/// throws Error(usage) with its place.
class Table {
 public:
  /// `name` as messages say it: "[scan]".
  Table(const toml::table& table, std::string name) : table_(table), name_(std::move(name)) {}

  std::string place() const { return cli::place(table_.source()); }
  std::string place(std::string_view key) const;           // of the key, or of the table if it has none such
  std::string place_of_value(std::string_view key) const;  // likewise

  const toml::node* get(std::string_view key);   // null: it is not there
  const toml::node& need(std::string_view key);  // it must be there

  std::string text(std::string_view key, const toml::node& node) const;
  std::int64_t number(std::string_view key, const toml::node& node, std::int64_t lowest) const;

  /// Relative ones count from `folder`.
  std::filesystem::path path(std::string_view key, const toml::node& node, const std::filesystem::path& folder) const;

  /// `wanted` completes "must be ...".
  [[noreturn]] void refuse_type(std::string_view key, const toml::node& node, const char* wanted) const;

  /// To be called when all known keys have been asked for.
  void refuse_unknown_keys() const;

 private:
  const toml::table& table_;
  std::string name_;
  std::vector<std::string> known_;
};

}  // namespace tasma::cli
