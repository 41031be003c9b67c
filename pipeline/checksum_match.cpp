#include "pipeline/checksum_match.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "codecs/folder.hpp"

namespace tasma::pipeline {
namespace {

using Fate = Placed::Fate;

/// A path in parts, without "." and, as far as there is something to leave, without "..".
struct Path {
  std::vector<std::string> parts;
  bool rooted = false;  // "/scans/...", "D:\scans\..."

  std::string below(std::size_t first) const {
    std::string joined;
    for (auto at = first; at < parts.size(); ++at) joined += (joined.empty() ? "" : "/") + parts[at];
    return joined;
  }
};

Path path_of(std::string_view name) {
  Path path;
  path.rooted = name.starts_with('/') || name.starts_with('\\') || name.substr(0, 2).ends_with(':');
  while (!name.empty()) {
    std::string part(name.substr(0, name.find_first_of("/\\")));
    name.remove_prefix(std::min(part.size() + 1, name.size()));
    if (part == ".." && !path.parts.empty() && path.parts.back() != "..")
      path.parts.pop_back();
    else if (!part.empty() && part != ".")
      path.parts.push_back(std::move(part));
  }
  return path;
}

std::string folded(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// The scan's files by folded name.
class Files {
 public:
  explicit Files(std::span<const std::string> names) {
    for (std::size_t file = 0; file < names.size(); ++file) {
      const auto path = path_of(names[file]);
      const auto plain = path.below(0);
      deepest_ = std::max(deepest_, path.parts.size());
      by_name_[folded(plain)].push_back({plain, file});
      by_last_part_[folded(path.parts.back())].push_back({path, file});
    }
  }

  std::size_t deepest() const { return deepest_; }

  /// The files of that name, whatever their case; one alone if its case is that of `name`.
  std::vector<std::size_t> find(const std::string& name) const {
    const auto found = by_name_.find(folded(name));
    if (found == by_name_.end()) return {};
    std::vector<std::size_t> files;
    for (const auto& [plain, file] : found->second) {
      if (plain == name) return {file};
      files.push_back(file);
    }
    return files;
  }

  /// Those with which the name shares the longest end of its path.
  std::vector<std::size_t> find_by_end(const Path& name) const {
    const auto found = name.parts.empty() ? by_last_part_.end() : by_last_part_.find(folded(name.parts.back()));
    if (found == by_last_part_.end()) return {};
    std::size_t longest = 0;
    std::vector<std::size_t> files;
    for (const auto& [path, file] : found->second) {
      const auto same = [](const std::string& a, const std::string& b) { return folded(a) == folded(b); };
      const auto end =
          std::mismatch(path.parts.rbegin(), path.parts.rend(), name.parts.rbegin(), name.parts.rend(), same);
      const auto shared = static_cast<std::size_t>(end.first - path.parts.rbegin());
      if (shared < longest) continue;
      if (shared > longest) files.clear();
      longest = shared;
      files.push_back(file);
    }
    return files;
  }

 private:
  template <class Name>
  struct Named {
    Name name;
    std::size_t file;
  };
  std::unordered_map<std::string, std::vector<Named<std::string>>> by_name_;
  std::unordered_map<std::string, std::vector<Named<Path>>> by_last_part_;
  std::size_t deepest_ = 0;
};

class Placing {
 public:
  Placing(const FoundList& found, const std::string& scan_name, const Files& files, std::span<const std::string> names)
      : found_(found), scan_name_(folded(scan_name)), files_(files), names_(names), placed_(found.list.files.size()) {
    for (const auto& entry : found.list.files) as_written_.push_back(path_of(entry.name));
  }

  std::vector<Placed> place() {
    const auto base = choose_base();
    for (std::size_t entry = 0; entry < placed_.size(); ++entry)
      if (base && is_below(*base, entry)) place_below(*base, entry);
    place_by_end(base ? Fate::missing : Fate::elsewhere);
    return std::move(placed_);
  }

 private:
  /// A place that names count from: the list's folder joined with a name, or the name as it is written, behind
  /// `prefix`.
  struct Base {
    bool from_list = false;
    std::string prefix;  // folded
    auto operator<=>(const Base&) const = default;
  };

  Path read(std::size_t entry, bool from_list) const {
    return from_list && !as_written_[entry].rooted ? path_of(found_.folder + '/' + found_.list.files[entry].name)
                                                   : as_written_[entry];
  }

  static std::string prefix_of(const Path& path, std::size_t length) {
    auto head = path;
    head.parts.resize(length);
    return (path.rooted ? "/" : "") + folded(head.below(0)) + (length > 0 ? "/" : "");
  }

  bool is_expected(const Base& base) const {
    return base.prefix.empty() || base.prefix == scan_name_ + '/' || base.prefix.ends_with('/' + scan_name_ + '/');
  }

  /// Nothing: no name is found below any, or below several equally many.
  std::optional<Base> choose_base() const {
    std::map<Base, std::size_t> votes;
    for (std::size_t entry = 0; entry < placed_.size(); ++entry)
      for (const bool from_list : {false, true}) {
        if (from_list && found_.folder.empty()) continue;
        const auto path = read(entry, from_list);
        const auto depth = path.parts.size();
        for (std::size_t tail = 1; tail <= std::min(depth, files_.deepest()); ++tail)
          if (!files_.find(path.below(depth - tail)).empty()) ++votes[{from_list, prefix_of(path, depth - tail)}];
      }
    if (votes.empty()) return Base{!found_.folder.empty(), {}};
    // Of the places to expect, those that count from the list go first, then those from the scan.
    const auto weight = [&](const auto& one) {
      const auto& [base, count] = one;
      return std::tuple(is_expected(base), count, is_expected(base) && base.from_list,
                        is_expected(base) && base.prefix.empty());
    };
    const auto best = std::ranges::max_element(votes, {}, weight);
    const bool alone = std::ranges::count(votes, weight(*best), weight) == 1;
    return alone ? std::optional(best->first) : std::nullopt;
  }

  bool is_below(const Base& base, std::size_t entry) const {
    const auto path = read(entry, base.from_list);
    const auto first = path_of(base.prefix).parts.size();
    return path.rooted == base.prefix.starts_with('/') && path.parts.size() > first && path.parts[first] != ".." &&
           prefix_of(path, first) == base.prefix;
  }

  void place_below(const Base& base, std::size_t entry) {
    const auto path = read(entry, base.from_list);
    const auto skipped = path_of(base.prefix).parts.size();
    const auto files = files_.find(path.below(skipped));
    if (files.empty())
      placed_[entry].fate = codecs::is_litter(path.parts.back()) ? Fate::elsewhere : Fate::missing;
    else
      settle(entry, files);
  }

  /// A list is never right about itself: it was not finished when it was read.
  void settle(std::size_t entry, const std::vector<std::size_t>& files) {
    if (files.size() > 1)
      placed_[entry] = {Fate::ambiguous, 0};
    else if (names_[files[0]] != found_.name)
      placed_[entry] = {Fate::here, files[0]};
  }

  /// Has another look at the entries that have come to `fate`: their files may lie in other folders than the list says.
  void place_by_end(Fate fate) {
    std::vector<bool> taken(names_.size());
    for (const auto& placed : placed_)
      if (placed.fate == Fate::here) taken[placed.file] = true;
    std::map<std::size_t, std::vector<std::size_t>> meant;  // entries by file
    for (std::size_t entry = 0; entry < placed_.size(); ++entry) {
      if (placed_[entry].fate != fate) continue;
      auto files = files_.find_by_end(as_written_[entry]);
      std::erase_if(files, [&](std::size_t file) { return taken[file]; });
      if (files.empty()) continue;
      settle(entry, files);
      if (placed_[entry].fate == Fate::here) meant[files[0]].push_back(entry);
    }
    const auto digests = [&](std::size_t entry) -> const Digests& { return found_.list.files[entry].digests; };
    for (const auto& [file, several] : meant)
      if (std::ranges::any_of(several, [&](std::size_t one) { return digests(one) != digests(several[0]); }))
        for (const auto entry : several) placed_[entry] = {Fate::ambiguous, 0};
  }

  const FoundList& found_;
  std::string scan_name_;  // folded
  const Files& files_;
  std::span<const std::string> names_;
  std::vector<Path> as_written_;
  std::vector<Placed> placed_;
};

}  // namespace

std::vector<Placed> place(const FoundList& found, const std::string& scan_name, std::span<const std::string> names) {
  const Files files(names);
  return Placing(found, scan_name, files, names).place();
}

}  // namespace tasma::pipeline
