#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tasma::codecs {

/// One entry below a folder, as it lies there: links are not followed.
struct DirectoryEntry {
  enum class Kind { file, folder, other } kind = Kind::file;  // other: links, devices, FIFOs, sockets
  std::string name;                                           // relative, '/' between folders; any bytes
  std::uint64_t size = 0;                                     // bytes of a file
  std::int64_t modified_ns = 0;                               // since 1970
  bool operator==(const DirectoryEntry&) const = default;
};

/// Everything below `root`, hidden files and litter included, by name; of a file, itself under its own name.
/// Throws Error(no_input, permission, io) if anything cannot be looked at.
std::vector<DirectoryEntry> list_tree(const std::filesystem::path& root);

/// What tells one file from another, by whatever names: device and inode. Throws Error as above.
std::pair<std::uint64_t, std::uint64_t> identity_of(const std::filesystem::path& file);

}  // namespace tasma::codecs
