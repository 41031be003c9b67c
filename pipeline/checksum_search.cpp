#include "pipeline/checksum_search.hpp"

#include <algorithm>
#include <array>

#include "codecs/folder.hpp"
#include "codecs/input_file.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t largest_list = 128 << 20, head_size = 64 << 10;  // bytes

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lowered;
}

/// "md5", "sha256sum", "hashdeep", "checksums".
bool means_checksums(const std::string& word) {
  constexpr std::array beginnings{"md5", "sha1", "sha2", "sha3", "sha5", "hash", "checksum"};
  return std::ranges::any_of(beginnings, [&](const char* beginning) { return word.starts_with(beginning); });
}

/// Whether a name consists of words that lists are called with, one at least for checksums, and . _ - or blanks
/// between: "md5sum.txt", "manifest-sha256.txt", "dpx_checksums.csv".
bool names_a_list(std::string_view name) {
  constexpr std::array others{"",         "txt", "csv", "lst",  "list", "log",
                              "manifest", "dpx", "tif", "tiff", "exr",  "frames"};
  bool sums = false;
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find_first_of("._- ", at), name.size());
    const auto word = lower(name.substr(at, end - at));
    if (!means_checksums(word) && std::ranges::find(others, word) == others.end()) return false;
    sums = sums || means_checksums(word);
    at = end + 1;
  }
  return sums;
}

/// "scan.md5", "md5sum.txt".
bool promises_a_list(const fs::path& file) {
  const auto suffix = lower(file.extension().native());
  return names_a_list(file.filename().native()) || (!suffix.empty() && means_checksums(suffix.substr(1)));
}

/// Whether the first line that says anything says it of a file.
bool begins_well(const codecs::ChecksumList& list) {
  return !list.files.empty() && (list.broken.empty() || list.files.front().line < list.broken.front());
}

std::string text_of(const codecs::InputFile& file, std::uint64_t most) {
  std::vector<std::uint8_t> bytes(std::min(file.size(), most));
  bytes.resize(file.read(0, bytes));
  return {bytes.begin(), bytes.end()};
}

class Search {
 public:
  explicit Search(const fs::path& root) : root_(fs::absolute(root)) {}

  /// `named`: its name promises a list.
  void look_at(const fs::path& path, const std::string& name, const std::string& folder, bool named) {
    const codecs::InputFile file(path);
    const auto list_name = path.filename().native();
    auto head = text_of(file, head_size);
    if (head.size() < file.size()) head.resize(head.rfind('\n') + 1);  // npos + 1 is 0
    const auto begins = codecs::parse_checksum_list(head, list_name);
    if (named ? begins.files.empty() : !begins_well(begins)) {
      if (named)
        tell(name, Message("T4304", "is called like a checksum list, but holds none that is understood; look into it"));
      return;
    }
    if (file.size() > largest_list)
      return tell(name, Message("T4305", "is a checksum list of more than 128 MiB and was not compared; divide it"));
    found.lists.push_back({name, folder, codecs::parse_checksum_list(text_of(file, largest_list), list_name)});
  }

  /// Files beside the scan; a folder that cannot be listed has none.
  void look_beside() {
    std::error_code ignored;
    const auto own = root_.filename().native();
    std::vector<std::string> names;
    for (auto entry = fs::directory_iterator(root_.parent_path(), ignored);
         !ignored && entry != fs::directory_iterator(); entry.increment(ignored))
      if (const auto name = entry->path().filename().native();
          name != own && fs::is_regular_file(entry->path(), ignored) && bears_name_of_scan(name))
        names.push_back(name);
    std::ranges::sort(names);
    for (const auto& name : names) look_at(root_.parent_path() / name, "../" + name, "", true);
  }

  FoundLists found;

 private:
  bool bears_name_of_scan(const std::string& name) const {
    const auto bears = [&](const std::string& own) {
      return name.starts_with(own) && names_a_list(std::string_view(name).substr(own.size()));
    };
    return bears(root_.filename().native()) || (!fs::is_directory(root_) && bears(root_.stem().native()));
  }

  void tell(const std::string& name, Message message) {
    found.findings.push_back({FindingCode::invalid_checksums, Severity::remark, name, {}, std::move(message)});
  }

  fs::path root_;
};

}  // namespace

FoundLists find_checksum_lists(const Inventory& inventory, const std::map<std::string, ScanFile>& files) {
  Search search(inventory.root);
  for (const auto& [name, file] : files) {
    const fs::path path(name);
    if (file.sidecar && !codecs::lies_in_litter(path))
      search.look_at(file.path, name, path.parent_path().native(), promises_a_list(path));
  }
  search.look_beside();
  return std::move(search.found);
}

}  // namespace tasma::pipeline
