#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/input_file.hpp"
#include "pipeline/core/digest.hpp"

namespace tasma::codecs {

struct ListedFile {
  std::string name;  // as the file system has it, any bytes
  FileStamp stamp;
};

/// What lies in a folder, itself alone, each list by name in the order of bytes. Symbolic links stand for what they
/// lead to.
struct Folder {
  std::filesystem::path path;
  std::vector<ListedFile> files;    // regular ones
  std::vector<std::string> litter;  // what storage systems and desktops leave behind, files and folders
  std::vector<std::string> folders;
  std::vector<std::string> others;  // FIFOs, devices, links that lead nowhere

  const ListedFile* find(std::string_view name) const;  // among `files`; null: not there
};

/// Throws Error(no_input, permission, io).
Folder list_folder(const std::filesystem::path& path);

/// The folder of a single file, as if nothing else lay in it.
Folder list_alone(const std::filesystem::path& file);

/// "@eaDir", "Thumbs.db", "._frame.dpx" and their kind.
bool is_litter(std::string_view name);
bool lies_in_litter(const std::filesystem::path& path);  // or is some: any part of the path

/// SHA-256 of names, sizes and modification times of all files; litter, which comes and goes, does not count.
Sha256 digest_of(const Folder& folder);

}  // namespace tasma::codecs
