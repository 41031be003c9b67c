#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <mutex>
#include <set>

#include "codecs/open.hpp"
#include "pipeline/budget.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/reel.hpp"
#include "pipeline/source_files.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

void set_time(const fs::path& file, std::int64_t modified_ns) {
  constexpr std::int64_t second_ns = 1'000'000'000;
  const auto seconds = modified_ns / second_ns - (modified_ns % second_ns < 0 ? 1 : 0);
  const timespec time{seconds, modified_ns - seconds * second_ns};
  const timespec times[2]{time, time};
  if (utimensat(AT_FDCWD, file.c_str(), times, 0) != 0) {
    const std::error_code cause(errno, std::generic_category());
    throw Error(exit_code_of(cause),
                Message("T4180", "{1}: its time cannot be set: {2}", {printable(file), cause.message()}));
  }
}

void write(const ReturnedFile& file, const fs::path& to) {
  std::ofstream out(to, std::ios::binary | std::ios::trunc);
  file.produce([&](std::span<const std::uint8_t> bytes) {
    out.write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
  });
  out.close();
  if (!out)
    throw Error(ExitCode::io, Message("T4181", "{1}: cannot be written; see that the disk has room", {printable(to)}));
  if (file.modified_ns) set_time(to, *file.modified_ns);
}

std::function<bool(Order::Kind, const std::string&)> wanted(const ChosenFiles& chosen) {
  if (chosen.everything()) return {};
  return [&chosen](Order::Kind kind, const std::string& name) {
    return std::ranges::find(chosen.names, name) != chosen.names.end() ||
           (kind == Order::Kind::sound && chosen.sounds) || (kind == Order::Kind::other && chosen.others);
  };
}

}  // namespace

Outcome extract(const Job& job, const ChosenFiles& chosen, const fs::path& output, Observer& observer) {
  const auto& reel = job.reels.front();
  const auto scan = codecs::open_scan(reel.scan, {});
  const auto& inventory = scan->inventory();
  const SourceFiles files(*scan);
  auto target = fs::absolute(output).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();  // "frames/"
  if (fs::exists(fs::symlink_status(target)) &&
      (fs::is_symlink(target) || !fs::is_directory(target) || !fs::is_empty(target)))
    throw Error(ExitCode::no_output,
                Message("T4182", "{1}: is there, and not an empty folder; name another", {printable(target)}));
  refuse_sealed(target);

  const Range all{0, std::ssize(inventory.frames)};
  const auto part = job.frames ? part_of(scan->numbers(), job.frames->first, job.frames->second) : all;
  std::set<std::string> missing(chosen.names.begin(), chosen.names.end());
  make_folders(target.parent_path());
  WorkFolder folder(target.parent_path(), "extract-" + reel.id, job.resources, observer);  // no segments of others
  const auto staged = folder.staging("extract");
  make_folders(staged);
  observer.phase("extract", reel.id, part.length());
  std::mutex making;
  Product product{"files", reel.id, output, 0, part.length(), {}, false};
  const auto take = [&](const ReturnedFile& file) {
    const auto to = staged / file.name;
    {
      const std::scoped_lock lock(making);
      make_folders(to.parent_path());
    }
    write(file, to);
    const std::scoped_lock lock(making);
    product.bytes += fs::file_size(to);
    missing.erase(file.name);
  };
  try {
    files.give({.part = part, .take = take, .wanted = wanted(chosen)}, flow_for(job.resources, inventory.stream, 0),
               observer);
    if (!missing.empty())
      throw Error(ExitCode::no_input, Message("T4183", "{1}: holds no file {2}; tasma inspect lists what it holds",
                                              {printable(reel.scan), printable(fs::path(*missing.begin()))}));
  } catch (...) {
    folder.remove();  // begun anew by whoever comes next
    throw;
  }
  // Folders last, the deepest first: what is put into one changes its time.
  if (part == all && chosen.everything()) {
    for (const auto& kept : inventory.kept)
      if (kept.kind == KeptFile::Kind::folder) make_folders(staged / kept.name);
    for (auto kept = inventory.kept.rbegin(); kept != inventory.kept.rend(); ++kept)
      if (kept->kind == KeptFile::Kind::folder) set_time(staged / kept->name, kept->modified_ns);
  }
  settle_tree(staged);
  publish(staged, target, Taken::replace);
  folder.remove();
  Outcome outcome;
  outcome.products.push_back(std::move(product));
  return outcome;
}

}  // namespace tasma::pipeline
