#include "pipeline/publish.hpp"

#include <fcntl.h>
#include <stdio.h>

#include <cerrno>
#include <fstream>
#include <vector>

#include "codecs/settle.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

void check(bool worked, const fs::path& file, const std::string& doing) {
  if (worked) return;
  const std::error_code cause(errno, std::generic_category());
  throw Error(exit_code_of(cause), Message("T4020", "{1}: {2}: {3}", {printable(file), doing, cause.message()}));
}

}  // namespace

void settle_tree(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) codecs::settle(entry.path());
  codecs::settle(folder);
}

void publish(const fs::path& part, const fs::path& name, Taken taken) {
  codecs::settle(part);
  const unsigned flags = taken == Taken::refuse ? RENAME_NOREPLACE : 0;
  int result = renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, name.c_str(), flags);
  if (result != 0 && flags != 0 && (errno == EINVAL || errno == ENOSYS)) {
    // A network file system that cannot refuse by itself; the lock of the work folder keeps other runs away.
    if (fs::exists(name)) errno = EEXIST;
    result = fs::exists(name) ? -1 : rename(part.c_str(), name.c_str());
  }
  check(result == 0, name, "naming");
  codecs::settle(name.has_parent_path() ? name.parent_path() : ".");
}

void replace(const fs::path& made, const fs::path& name, bool overwrite) {
  if (!overwrite || !fs::exists(name)) return publish(made, name, Taken::refuse);
  if (!fs::is_directory(name)) return publish(made, name, Taken::replace);
  auto older = made;
  older += ".older";
  fs::remove_all(older);
  publish(name, older, Taken::refuse);
  publish(made, name, Taken::refuse);
  fs::remove_all(older);
}

void make_folders(const fs::path& folder) {
  if (fs::is_directory(folder)) return;
  const auto above = folder.parent_path();
  if (!above.empty() && above != folder) make_folders(above);
  std::error_code cause;
  fs::create_directory(folder, cause);
  if (cause == std::errc::file_exists && fs::is_directory(folder)) return;  // another run was faster
  if (cause)
    throw Error(exit_code_of(cause) == ExitCode::no_input ? ExitCode::no_output : exit_code_of(cause),
                Message("T4021", "{1}: this folder cannot be made: {2}", {printable(folder), cause.message()}));
  codecs::settle(above.empty() ? "." : above);
}

void keep_only(const fs::path& folder, const std::set<std::string>& names) {
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator(folder))
    if (!names.contains(entry.path().filename())) others.push_back(entry.path());
  for (const auto& other : others) fs::remove_all(other);
}

fs::path part_of(const fs::path& name) { return name.native() + ".part"; }

fs::path begin_part(const fs::path& name) {
  const auto part = part_of(name);
  fs::remove(part);
  return part;
}

void write_file(const fs::path& name, std::string_view content, fs::path part) {
  if (part.empty())
    part = begin_part(name);
  else
    fs::remove(part);
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) {
    const std::error_code cause(errno, std::generic_category());
    throw Error(exit_code_of(cause) == ExitCode::no_input ? ExitCode::no_output : exit_code_of(cause),
                Message("T4022", "{1}: cannot be written: {2}; see that the disk has room",
                        {printable(part), cause.message()}));
  }
  publish(part, name, Taken::replace);
}

}  // namespace tasma::pipeline
