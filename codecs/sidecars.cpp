#include "codecs/sidecars.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>

#include "codecs/input_file.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace fs = std::filesystem;
namespace {

constexpr int deepest = 64;  // folders within folders; links may lead in a circle

class Listing {
 public:
  explicit Listing(const Inventory& inventory) : root_(inventory.root) {
    for (const auto& frame : inventory.frames) known_.insert(frame.file);
  }

  void add_sound(const SoundInfo& sound) {
    const auto below = sound.file.lexically_relative(root_);
    const bool inside = !below.empty() && *below.begin() != "..";
    const auto name = inside ? below.native() : sound.file.filename().native();
    known_.insert(name);
    kept.push_back({KeptFile::Kind::sound, name, sound.size, sound.modified_ns, {}});
  }

  void add_folder(const std::string& below, int depth) {
    if (depth > deepest)
      throw Error(ExitCode::material,
                  Message("T2510", "{1}: more than {2} folders within folders; does a link lead back?",
                          {printable(root_ / below), std::to_string(deepest)}));
    std::error_code cause;
    auto entry = fs::directory_iterator(root_ / below, cause);
    for (; !cause && entry != fs::directory_iterator(); entry.increment(cause)) {
      const auto name = below + entry->path().filename().native();
      struct stat status = {};
      if (known_.contains(name) || ::stat(entry->path().c_str(), &status) != 0) continue;
      const auto stamp = stamp_of(status);
      if (S_ISREG(status.st_mode)) kept.push_back({KeptFile::Kind::sidecar, name, stamp.size, stamp.modified_ns, {}});
      if (!S_ISDIR(status.st_mode)) continue;
      kept.push_back({KeptFile::Kind::folder, name, 0, stamp.modified_ns, {}});
      add_folder(name + '/', depth + 1);
    }
    if (cause)
      throw Error(exit_code_of(cause),
                  Message("T2511", "{1}: cannot be listed: {2}", {printable(root_ / below), cause.message()}));
  }

  std::vector<KeptFile> kept;

 private:
  fs::path root_;
  std::set<std::string> known_;
};

}  // namespace

std::vector<KeptFile> sidecars_of(const Inventory& inventory) {
  Listing listing(inventory);
  for (const auto& sound : inventory.sounds) listing.add_sound(sound);
  if (fs::is_directory(inventory.root)) listing.add_folder("", 0);
  std::ranges::sort(listing.kept, {}, &KeptFile::name);
  return std::move(listing.kept);
}

}  // namespace tasma::codecs
