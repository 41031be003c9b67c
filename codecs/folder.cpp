#include "codecs/folder.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "codecs/digest.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& path, const std::error_code& cause) {
  throw Error(exit_code_of(cause), Message("T2305", "{1}: cannot be listed: {2}", {printable(path), cause.message()}));
}

/// Puts an entry of the folder where it belongs.
void sort_in(Folder& folder, const fs::path& entry) {
  auto name = entry.filename().native();
  if (is_litter(name)) {
    folder.litter.push_back(std::move(name));
    return;
  }
  struct stat status = {};
  if (::stat(entry.c_str(), &status) != 0) {
    if (errno != ENOENT && errno != ELOOP) fail(entry, {errno, std::generic_category()});
    folder.others.push_back(std::move(name));
  } else if (S_ISREG(status.st_mode)) {
    folder.files.push_back({std::move(name), stamp_of(status)});
  } else {
    (S_ISDIR(status.st_mode) ? folder.folders : folder.others).push_back(std::move(name));
  }
}

}  // namespace

const ListedFile* Folder::find(std::string_view name) const {
  const auto found =
      std::ranges::lower_bound(files, name, {}, [](const auto& file) { return std::string_view(file.name); });
  return found != files.end() && found->name == name ? &*found : nullptr;
}

Folder list_folder(const fs::path& path) {
  Folder folder{path, {}, {}, {}, {}};
  std::error_code cause;
  auto entry = fs::directory_iterator(path, cause);
  for (; !cause && entry != fs::directory_iterator(); entry.increment(cause)) sort_in(folder, entry->path());
  if (cause) fail(path, cause);
  std::ranges::sort(folder.files, {}, &ListedFile::name);
  for (auto* names : {&folder.litter, &folder.folders, &folder.others}) std::ranges::sort(*names);
  return folder;
}

Folder list_alone(const fs::path& file) {
  const InputFile opened(file);
  return {file.parent_path(), {{file.filename().native(), opened.opened()}}, {}, {}, {}};
}

bool is_litter(std::string_view name) {
  constexpr std::array<std::string_view, 14> known{
      "@eaDir",       "@Recycle",        "@Recently-Snapshot", "#recycle",    ".DS_Store",
      ".AppleDouble", ".Spotlight-V100", "Thumbs.db",          "desktop.ini", "Desktop.ini",
      ".fseventsd",   ".TemporaryItems", ".snapshot",          "$RECYCLE.BIN"};
  return name.starts_with("._") || name.starts_with(".nfs") || std::ranges::find(known, name) != known.end();
}

bool lies_in_litter(const fs::path& path) {
  return std::ranges::any_of(path, [](const fs::path& part) { return is_litter(part.native()); });
}

Sha256 digest_of(const Folder& folder) {
  std::vector<std::uint8_t> all;
  const auto add_number = [&](std::uint64_t value) {
    for (int i = 0; i < 8; ++i) all.push_back(static_cast<std::uint8_t>(value)), value >>= 8;
  };
  for (const auto& [name, stamp] : folder.files) {
    add_number(name.size());
    all.insert(all.end(), name.begin(), name.end());
    add_number(stamp.size);
    add_number(static_cast<std::uint64_t>(stamp.modified_ns));
  }
  return sha256_of(all);
}

}  // namespace tasma::codecs
