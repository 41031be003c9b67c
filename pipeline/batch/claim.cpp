#include "pipeline/batch/claim.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <iterator>
#include <utility>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/core/utc.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string host() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

/// Where process numbers mean what they mean here: this start of this machine, this container.
std::string place() {
  std::error_code ignored;
  auto boot = text_of("/proc/sys/kernel/random/boot_id");
  if (boot.ends_with('\n')) boot.pop_back();
  return boot + ' ' + fs::read_symlink("/proc/self/ns/pid", ignored).string();
}

/// Three lines: host, process, place.
std::string own_text() { return host() + '\n' + std::to_string(getpid()) + '\n' + place() + '\n'; }

struct Owner {
  std::string host, process, place;
};
Owner parse(const std::string& text) {
  const auto first = text.find('\n'), second = text.find('\n', first + 1);
  if (second == text.npos) return {};
  return {text.substr(0, first), text.substr(first + 1, second - first - 1),
          text.substr(second + 1, text.find('\n', second + 1) - second - 1)};
}

fs::path file_of(const fs::path& folder, const std::string& film, long generation) {
  return folder / (film + ".claim." + std::to_string(generation));
}

/// The highest there is; 0: the film is free.
long newest(const fs::path& folder, const std::string& film) {
  long highest = 0;
  std::error_code ignored;
  const auto prefix = film + ".claim.";
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const auto name = entry.path().filename().string();
    long generation = 0;
    if (!name.starts_with(prefix)) continue;
    const auto* const end = name.data() + name.size();
    if (std::from_chars(name.data() + prefix.size(), end, generation).ptr == end)
      highest = std::max(highest, generation);
  }
  return highest;
}

/// Whether its process is gone; nothing where process numbers mean something else.
std::optional<bool> is_gone(const Owner& owner) {
  pid_t process = 0;
  const auto* const end = owner.process.data() + owner.process.size();
  if (owner.place != place() || std::from_chars(owner.process.data(), end, process).ptr != end || process <= 0)
    return std::nullopt;
  return kill(process, 0) != 0 && errno == ESRCH;
}

/// Makes the file with this process's name in it; false if somebody else was first.
bool create(const fs::path& file) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor < 0 && errno == EEXIST) return false;
  std::error_code cause(errno, std::generic_category());
  const auto text = own_text();
  const bool written =
      descriptor >= 0 && write(descriptor, text.data(), text.size()) == std::ssize(text) && fsync(descriptor) == 0;
  if (descriptor >= 0) {
    if (!written) cause.assign(errno, std::generic_category());
    close(descriptor);
  }
  if (!written)
    throw Error(exit_code_of(cause), Message("T4600", "{1}: cannot be made: {2}", {printable(file), cause.message()}));
  return true;
}

}  // namespace

Claim::Claim(Claim&& other) noexcept
    : folder_(std::move(other.folder_)),
      film_(std::move(other.film_)),
      generation_(std::exchange(other.generation_, 0)) {}

Claim& Claim::operator=(Claim&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(film_, other.film_);
  std::swap(generation_, other.generation_);
  return *this;
}

Claim::~Claim() {
  if (generation_ == 0) return;
  std::error_code ignored;
  const auto file = file_of(folder_, film_, generation_);
  if (text_of(file) == own_text()) fs::remove(file, ignored);
}

bool Claim::touch() {
  const auto file = file_of(folder_, film_, generation_);
  return newest(folder_, film_) == generation_ && text_of(file) == own_text() &&
         utimensat(AT_FDCWD, file.c_str(), nullptr, 0) == 0;
}

std::optional<Claim> Claims::take(const std::string& film) {
  const auto before = newest(folder_, film);
  const auto text = before > 0 ? text_of(file_of(folder_, film, before)) : std::string();
  if (before > 0 && !is_dead(film, before, text)) return std::nullopt;
  if (!create(file_of(folder_, film, before + 1))) return std::nullopt;
  Claim claim(folder_, film, before + 1);
  // Between looking and making, the dead may have been buried and another have begun anew, below.
  const bool is_same = before == 0 || text_of(file_of(folder_, film, before)) == text;
  if (!is_same || newest(folder_, film) != before + 1) return std::nullopt;
  std::error_code ignored;
  if (before > 0) fs::remove(file_of(folder_, film, before), ignored);
  seen_.erase(film);
  return claim;
}

std::vector<std::string> Claims::claimed(const fs::path& folder) {
  std::vector<std::string> films;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none))
    if (const auto name = entry.path().filename().string(); name.find(".claim.") != name.npos)
      films.push_back(name.substr(0, name.rfind(".claim.")));
  return films;
}

std::string Claims::owner(const std::string& film) const {
  const auto generation = newest(folder_, film);
  if (generation == 0) return {};
  const auto file = file_of(folder_, film, generation);
  const auto owner = parse(text_of(file));
  const auto gone = is_gone(owner);
  if (gone.value_or(false)) return {};
  const auto name = owner.host + ", process " + owner.process;
  struct stat touched {};
  if (gone || stat(file.c_str(), &touched) != 0) return name;
  return name + ", last sign of life " + utc(touched.st_mtime);
}

bool Claims::is_dead(const std::string& film, long generation, const std::string& text) {
  if (const auto known = is_gone(parse(text))) return *known;
  std::error_code gone;
  const auto time = fs::last_write_time(file_of(folder_, film, generation), gone);
  if (gone) return false;
  auto& seen = seen_[film];
  const auto now = Clock::now();
  if (seen.text != text || seen.time != time) seen = {text, time, now};
  return now - seen.since >= patience_;
}

}  // namespace tasma::pipeline
