#include "codecs/directory_tree.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& path, const std::error_code& cause) {
  throw Error(exit_code_of(cause),
              Message("T2514", "{1}: cannot be looked at: {2}", {printable(path), cause.message()}));
}

DirectoryEntry entry_of(const fs::path& path, std::string name) {
  struct stat status = {};
  if (::lstat(path.c_str(), &status) != 0) fail(path, {errno, std::generic_category()});
  const auto stamp = stamp_of(status);
  using enum DirectoryEntry::Kind;
  const auto kind = S_ISREG(status.st_mode) ? file : S_ISDIR(status.st_mode) ? folder : other;
  return {kind, std::move(name), kind == file ? stamp.size : 0, stamp.modified_ns};
}

void add_folder(const fs::path& root, const std::string& below, std::vector<DirectoryEntry>& entries) {
  std::error_code cause;
  auto entry = fs::directory_iterator(root / below, cause);
  for (; !cause && entry != fs::directory_iterator(); entry.increment(cause)) {
    entries.push_back(entry_of(entry->path(), below + entry->path().filename().native()));
    if (entries.back().kind == DirectoryEntry::Kind::folder) add_folder(root, entries.back().name + '/', entries);
  }
  if (cause) fail(root / below, cause);
}

}  // namespace

std::vector<DirectoryEntry> list_tree(const fs::path& root) {
  std::vector<DirectoryEntry> entries;
  if (fs::is_directory(root))
    add_folder(root, "", entries);
  else
    entries.push_back(entry_of(root, root.filename().native()));
  std::ranges::sort(entries, {}, &DirectoryEntry::name);
  return entries;
}

std::pair<std::uint64_t, std::uint64_t> identity_of(const fs::path& file) {
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) fail(file, {errno, std::generic_category()});
  return {status.st_dev, status.st_ino};
}

}  // namespace tasma::codecs
