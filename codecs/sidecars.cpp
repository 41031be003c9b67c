#include "codecs/sidecars.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "codecs/folder.hpp"
#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

class Listing {
 public:
  explicit Listing(const Inventory& inventory) : root_(inventory.root) {
    for (const auto& frame : inventory.frames) frames_and_sounds_.insert(frame.file);
  }

  void add_sound(const SoundInfo& sound) {
    const auto file = fs::absolute(sound.file).lexically_normal();
    const auto below = file.lexically_relative(root_);
    const bool inside = !below.empty() && *below.begin() != ".." && *below.begin() != ".";
    if (inside) frames_and_sounds_.insert(below.native());
    keep(
        {KeptFile::Kind::sound, inside ? below.native() : file.filename().native(), sound.size, sound.modified_ns, {}});
  }

  void add_folder(const std::string& below) {
    struct stat here = {};
    if (::stat((root_ / below).c_str(), &here) != 0) fail(root_ / below, {errno, std::generic_category()});
    const std::pair identity(here.st_dev, here.st_ino);
    if (std::ranges::find(around_, identity) != around_.end())
      throw Error(ExitCode::material,
                  Message("T2510", "{1}: is a link back to a folder around it; remove it", {printable(root_ / below)}));
    around_.push_back(identity);
    std::error_code cause;
    auto entry = fs::directory_iterator(root_ / below, cause);
    for (; !cause && entry != fs::directory_iterator(); entry.increment(cause))
      add_entry(below + entry->path().filename().native(), below.empty());
    if (cause) fail(root_ / below, cause);
    around_.pop_back();
  }

  std::vector<KeptFile> kept;

 private:
  [[noreturn]] static void fail(const fs::path& path, const std::error_code& cause) {
    throw Error(exit_code_of(cause),
                Message("T2511", "{1}: cannot be listed: {2}", {printable(path), cause.message()}));
  }

  void add_entry(const std::string& name, bool top) {
    if (frames_and_sounds_.contains(name)) return;
    struct stat status = {};
    const bool there = ::stat((root_ / name).c_str(), &status) == 0;
    if (!there && errno != ENOENT && errno != ELOOP) fail(root_ / name, {errno, std::generic_category()});
    const auto stamp = stamp_of(status);
    if (there && S_ISREG(status.st_mode))
      return keep({KeptFile::Kind::sidecar, name, stamp.size, stamp.modified_ns, {}});
    if (there && S_ISDIR(status.st_mode)) {
      keep({KeptFile::Kind::folder, name, 0, stamp.modified_ns, {}});
      return add_folder(name + '/');
    }
    struct stat itself = {};
    if (!top && ::lstat((root_ / name).c_str(), &itself) == 0)
      throw Error(ExitCode::material,
                  Message("T2513", "{1}: is neither file nor folder, or a link that leads nowhere; remove it",
                          {printable(root_ / name)}));
  }

  void keep(KeptFile file) {
    if (!names_.insert(file.name).second)
      throw Error(ExitCode::material, Message("T2512",
                                              "{1}: two files of this scan would come back under this name; "
                                              "rename the sound",
                                              {printable(fs::path(file.name))}));
    kept.push_back(std::move(file));
  }

  fs::path root_;
  std::unordered_set<std::string> frames_and_sounds_;
  std::set<std::string> names_;
  std::vector<std::pair<dev_t, ino_t>> around_;  // the folders on the present path
};

}  // namespace

std::vector<KeptFile> sidecars_of(const Inventory& inventory) {
  Listing listing(inventory);
  for (const auto& sound : inventory.sounds) listing.add_sound(sound);
  if (fs::is_directory(inventory.root)) listing.add_folder("");
  std::ranges::sort(listing.kept.begin() + std::ssize(inventory.sounds), listing.kept.end(), {}, &KeptFile::name);
  return std::move(listing.kept);
}

bool same_sidecars(const std::vector<KeptFile>& a, const std::vector<KeptFile>& b) {
  const auto lasting = [](const std::vector<KeptFile>& all) {
    std::vector<KeptFile> files;
    for (auto file : all) {
      if (lies_in_litter(file.name)) continue;
      file.digest = {};
      if (file.kind == KeptFile::Kind::folder) file.modified_ns = 0;
      files.push_back(std::move(file));
    }
    return files;
  };
  return lasting(a) == lasting(b);
}

}  // namespace tasma::codecs
