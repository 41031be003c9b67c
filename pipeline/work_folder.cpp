#include "pipeline/work_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <random>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/fingerprint.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

constexpr auto folder_name = ".tasma";

/// Who holds the lock, as that run wrote it.
std::string owner_of(int lock) {
  std::array<char, 64> text{};
  const auto length = pread(lock, text.data(), text.size() - 1, 0);
  return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : "?";
}

/// Whether `lock` is still the file called `name`: the run that held it may have removed it meanwhile.
bool is_named(int lock, const fs::path& name) {
  struct stat opened {
  }, named{};
  return fstat(lock, &opened) == 0 && stat(name.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

/// Where several work in one folder, no other has this.
std::string own_suffix() {
  std::random_device device;
  return '.' + std::to_string(device()) + '-' + std::to_string(device());
}

}  // namespace

bool lies_inside(const fs::path& folder, const fs::path& path) {
  const auto around = fs::weakly_canonical(fs::absolute(folder)), inside = fs::weakly_canonical(fs::absolute(path));
  return std::mismatch(around.begin(), around.end(), inside.begin(), inside.end()).first == around.end();
}

void refuse_inside(const fs::path& scan, const fs::path& output) {
  if (lies_inside(scan, output))
    throw Error(ExitCode::permission,
                Message("T4033", "{1}: lies in the scan {2}, which is never written to; name another",
                        {printable(output), printable(scan)}));
}

void refuse_sealed(const fs::path& output) {
  const auto target = fs::weakly_canonical(fs::absolute(output));
  for (auto folder = target; folder.has_relative_path(); folder = folder.parent_path())
    if (fs::exists(folder / "bagit.txt"))
      throw Error(ExitCode::no_output, Message("T4034", "{1}: lies in the package {2}, which is sealed; name another",
                                               {printable(output), printable(folder)}));
}

fs::path segments_folder(const fs::path& output, const std::string& id, const Resources& resources) {
  return (resources.work.empty() ? output : resources.work) / folder_name / id;
}

std::string lock_holder(const fs::path& output, const std::string& id) {
  const int lock = open((output / folder_name / (id + ".lock")).c_str(), O_RDONLY | O_CLOEXEC);
  if (lock < 0) return {};
  const auto holder = flock(lock, LOCK_SH | LOCK_NB) != 0 ? owner_of(lock) : std::string();
  close(lock);
  return holder;
}

bool is_network_file_system(std::int64_t type) {
  // linux/magic.h, and of those it lacks the kernel's sources: NFS, SMB, CIFS, SMB2, AFS, Ceph, 9P, Lustre, GFS2, FUSE
  // (sshfs and most vendors' shares; a local FUSE file system gets a needless note).
  constexpr std::array<std::int64_t, 10> types{0x6969,     0x517B,     0xFF534D42, 0xFE534D42, 0x5346414F,
                                               0x00C36400, 0x01021997, 0x0BD00BD0, 0x01161970, 0x65735546};
  return std::ranges::find(types, type & 0xFFFFFFFF) != types.end();
}

WorkFolder::WorkFolder(const fs::path& output, const std::string& id, const Resources& resources, Observer& observer,
                       Held held)
    : id_(id),
      observer_(observer),
      segments_(segments_folder(output, id, resources)),
      staging_(output / folder_name / id / "staging"),
      held_(held),
      writer_(held == Held::together ? own_suffix() : std::string()) {
  locks_.push_back(std::make_unique<Lock>(output / folder_name / (id + ".lock"), held));
  if (segments_ != staging_.parent_path())  // another run may use the same work folder for another output
    locks_.push_back(std::make_unique<Lock>(segments_.parent_path() / (id + ".lock"), held));
  if (held == Held::together) return;
  struct statfs system {};
  if (statfs(segments_.parent_path().c_str(), &system) == 0 && is_network_file_system(system.f_type))
    observer.note(Message("T4036", "{1} lies on a network file system; give a local folder by --work to work faster",
                          {printable(segments_.parent_path())}));
}

SegmentFolder WorkFolder::segment_folder(const std::string& step) const {
  return SegmentFolder(segments(step), writer_, [this](const Segment& there, const Segment& wanted) {
    tell_change(there.fingerprint, wanted.fingerprint);
  });
}

void WorkFolder::tell_change(const std::string& was, const std::string& is) const {
  const Fingerprint before(was), now(is);
  const auto message =
      before.source != now.source
          ? Message("T4660",
                    "{1}: work in progress there is of another scan, or was begun under other facts; "
                    "it is done again",
                    {id_})
      : before.toolchain != now.toolchain
          ? Message("T4661", "{1}: work in progress there was begun with {2}; it is done again with {3}",
                    {id_, only_in(before.toolchain, now.toolchain), only_in(now.toolchain, before.toolchain)})
          : Message("T4662", "{1}: work in progress there was begun with other options; what they change is done again",
                    {id_});
  const std::lock_guard lock(telling_);
  if (told_.insert(message.id).second) observer_.note(message);
}

WorkFolder::Lock::Lock(fs::path file, Held held) : lock_file_(std::move(file)) {
  while (true) {
    make_folders(lock_file_.parent_path());
    lock_ = open(lock_file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock_ < 0 && errno == ENOENT) continue;  // a run of another reel has ended meanwhile, and taken the folder away
    if (lock_ < 0) {
      const std::error_code cause(errno, std::generic_category());
      throw Error(exit_code_of(cause), Message("T4030", "{1}: cannot be made: {2}; name another output folder",
                                               {printable(lock_file_), cause.message()}));
    }
    if (flock(lock_, (held == Held::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
      const auto owner = owner_of(lock_);
      close(lock_);
      throw Error(ExitCode::try_later,
                  Message("T4031", "{1}: process {2} is at work here; wait for it, or stop it, then run again",
                          {printable(lock_file_), owner}));
    }
    if (is_named(lock_, lock_file_)) break;
    close(lock_);
  }
  const auto owner = std::to_string(getpid());
  if (ftruncate(lock_, 0) != 0 || pwrite(lock_, owner.data(), owner.size(), 0) < 0) {
    const std::error_code cause(errno, std::generic_category());
    close(lock_);
    throw Error(ExitCode::io, Message("T4032", "{1}: cannot be written: {2}; see that the disk has room",
                                      {printable(lock_file_), cause.message()}));
  }
}

/// The last to leave takes the file away.
WorkFolder::Lock::~Lock() {
  std::error_code ignored;
  if (flock(lock_, LOCK_EX | LOCK_NB) == 0 && is_named(lock_, lock_file_)) fs::remove(lock_file_, ignored);
  close(lock_);
}

WorkFolder::~WorkFolder() {
  locks_.clear();
  if (held_ == Held::together) return;  // another may be about to put something in
  std::error_code ignored;
  for (const auto& folder : {segments_, staging_.parent_path()}) {  // as far as they are empty
    fs::remove(folder, ignored);
    fs::remove(folder.parent_path(), ignored);
  }
}

fs::path WorkFolder::staging(const std::string& name) const {
  fs::remove_all(staging_ / name);
  return growing(name);
}

fs::path WorkFolder::growing(const std::string& name) const {
  make_folders(staging_);
  return staging_ / name;
}

void WorkFolder::remove(const std::string& step) const { fs::remove_all(segments(step)); }

void WorkFolder::remove() {
  fs::remove_all(segments_);
  fs::remove_all(staging_);
}

}  // namespace tasma::pipeline
