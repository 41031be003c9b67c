#include "cli/job_table.hpp"

#include <algorithm>
#include <sstream>

#include "cli/text.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::cli {

std::string place(const toml::source_region& region) {
  return *region.path + ':' + std::to_string(region.begin.line) + ':' + std::to_string(region.begin.column);
}

std::string Table::place(std::string_view key) const {
  for (const auto& [known, node] : table_)
    if (known.str() == key) return cli::place(known.source());
  return place();
}

std::string Table::place_of_value(std::string_view key) const {
  const auto* node = table_.get(key);
  return node == nullptr ? place() : cli::place(node->source());
}

const toml::node* Table::get(std::string_view key) {
  known_.emplace_back(key);
  return table_.get(key);
}

const toml::node& Table::need(std::string_view key) {
  if (const auto* node = get(key)) return *node;
  throw Error(ExitCode::usage,
              Message("T1023", "{1}: {2} lacks the key \"{3}\"; add it", {place(), name_, std::string(key)}));
}

std::string Table::text(std::string_view key, const toml::node& node) const {
  if (const auto value = node.value_exact<std::string>()) return *value;
  refuse_type(key, node, gettext_noop("a string"));
}

std::int64_t Table::number(std::string_view key, const toml::node& node, std::int64_t lowest) const {
  const auto value = node.value_exact<std::int64_t>();
  if (!value) refuse_type(key, node, gettext_noop("a whole number"));
  if (*value < lowest)
    throw Error(ExitCode::usage, Message("T1024", "{1}: \"{2}\" must be at least {3}",
                                         {place(key), std::string(key), std::to_string(lowest)}));
  return *value;
}

std::filesystem::path Table::path(std::string_view key, const toml::node& node,
                                  const std::filesystem::path& folder) const {
  const auto words = text(key, node);
  if (words.empty() || words.find('\0') != words.npos)
    throw Error(ExitCode::usage, Message("T1031", "{1}: \"{2}\" must name a file or folder",
                                         {cli::place(node.source()), std::string(key)}));
  return folder / words;
}

void Table::refuse_type(std::string_view key, const toml::node& node, const char* wanted) const {
  std::ostringstream found;
  found << node.type();
  throw Error(ExitCode::usage, Message("T1025", "{1}: \"{2}\" must be {3}, not {4}",
                                       {cli::place(node.source()), std::string(key), translated(wanted), found.str()}));
}

void Table::refuse_unknown_keys() const {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (std::ranges::find(known_, name) != known_.end()) continue;
    const std::string near(nearest(name, known_));
    const auto where = cli::place(key.source());
    throw Error(ExitCode::usage, near.empty()
                                     ? Message("T1026", "{1}: unknown key \"{2}\" in {3}", {where, name, name_})
                                     : Message("T1027", "{1}: unknown key \"{2}\" in {3}; did you mean \"{4}\"?",
                                               {where, name, name_, near}));
  }
}

}  // namespace tasma::cli
