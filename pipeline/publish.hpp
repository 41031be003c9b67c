#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {

enum class Taken { replace, refuse };

/// Settles every file and folder under `folder`, then the folder.
void settle_tree(const std::filesystem::path& folder);

/// Settles `part`, a file or a folder, gives it its name on the same file system, settles the folder above. Throws
/// Error(no_output) if the name is taken and that is refused.
void publish(const std::filesystem::path& part, const std::filesystem::path& name, Taken taken);

/// Gives the whole `made` its name. What stands there is put aside first and removed last if `overwrite`; else
/// Error(no_output).
void replace(const std::filesystem::path& made, const std::filesystem::path& name, bool overwrite);

/// Makes the folder and those above it, each brought to the disk. Throws Error(no_output, permission, io).
void make_folders(const std::filesystem::path& folder);

/// Removes from a folder all but the entries of these names.
void keep_only(const std::filesystem::path& folder, const std::set<std::string>& names);

/// Where the file `name` grows: `name`.part.
std::filesystem::path part_of(const std::filesystem::path& name);

/// The same, to begin anew. A file or link that stands there goes: it may lead into a scan.
/// Throws std::filesystem::filesystem_error where that is not possible.
std::filesystem::path begin_part(const std::filesystem::path& name);

/// Writes a small file whole: `part`, or else `name`.part, settled, renamed over `name`.
void write_file(const std::filesystem::path& name, std::string_view content, std::filesystem::path part = {});

}  // namespace tasma::pipeline
