#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <mutex>
#include <set>

#include "codecs/digest.hpp"
#include "codecs/directory_tree.hpp"
#include "codecs/open.hpp"
#include "codecs/settle.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/flow.hpp"
#include "pipeline/publish.hpp"
#include "pipeline/verify_master.hpp"
#include "pipeline/versions.hpp"
#include "pipeline/work_folder.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

using codecs::DirectoryEntry;

/// A copy, examined where it lies.
struct Copy {
  fs::path path;    // as it was named
  fs::path master;  // the file that holds the scan
  std::uint64_t size = 0;
  Sha256 digest = {};
  std::map<std::string, Sha256> files;  // of the scan, put together from it
  std::set<std::string> folders;
  std::string when;  // UTC
  bool sound = false;
};

std::string now_utc() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
  return text.data();
}

/// Beside the certificate: the files it covers.
fs::path list_beside(fs::path certificate) { return certificate += ".files"; }

class Comparison {
 public:
  Comparison(const Deletion& deletion, const Resources& resources, Observer& observer)
      : deletion_(deletion), resources_(resources), observer_(observer), entries_(codecs::list_tree(deletion.scan)) {}

  void examine(const fs::path& path) {
    if (lies_inside(deletion_.scan, path))
      throw Error(ExitCode::permission,
                  Message("T4200", "{1}: lies in the scan, and would be deleted with it", {printable(path)}));
    Copy copy{path, {}, 0, {}, {}, {}, {}, true};
    const auto scan = codecs::open_scan(path, {});
    copy.master = scan->inventory().root;
    if (!identities_.insert(codecs::identity_of(copy.master)).second)
      return refuse(FindingCode::unexpected_duplicate, path,
                    Message("T4201", "is the same file as another of the copies; it counts once"));
    codecs::settle(copy.master, codecs::Cache::drop);
    const bool package = fs::is_directory(path);
    const bool bare = !package && is_matroska(copy.master);
    for (auto& finding : package ? verify(path, Level::fixity, Storage::disk, resources_, observer_).findings
                         : bare  ? check_master(copy.master, Level::full, observer_)
                                 : std::vector<Finding>())
      take(copy, std::move(finding));
    copy.digest = codecs::sha256_of(copy.master, [&] { stop_if_requested(observer_); });
    copy.size = fs::file_size(copy.master);
    if (scan->inventory().kind == Inventory::Kind::movie) {
      copy.files[deletion_.scan.filename().native()] = copy.digest;  // a movie's master is the movie
    } else {
      auto decoded = decode_master(copy.master, {}, resources_, observer_);
      for (auto& finding : decoded.findings) take(copy, std::move(finding));
      copy.files = std::move(decoded.files);
      for (const auto& kept : scan->inventory().kept)
        if (kept.kind == KeptFile::Kind::folder) copy.folders.insert(kept.name);
    }
    copy.when = now_utc();
    copies_.push_back(std::move(copy));
  }

  /// Every entry of the scan against every copy.
  void compare() {
    digest_scan();
    for (auto& copy : copies_)
      for (const auto& entry : entries_) compare(copy, entry);
    if (codecs::list_tree(deletion_.scan) != entries_)
      refuse(FindingCode::unexpected_change, {}, Message("T4202", "the scan has changed while it was compared"));
    const auto sound = std::ranges::count(copies_, true, &Copy::sound);
    if (sound < deletion_.least_copies)
      refuse(FindingCode::missing_file, {},
             Message("T4203", "{1} sound copies that hold all of the scan, {2} are asked for",
                     {std::to_string(sound), std::to_string(deletion_.least_copies)}));
  }

  Outcome finish() {
    Outcome outcome;
    for (const auto& copy : copies_)
      outcome.products.push_back(
          {"copy", copy.sound ? "sound" : "not sound", copy.path, copy.size, 0, copy.digest, false});
    outcome.findings = std::move(findings_);
    if (exit_code_of(outcome.findings) == ExitCode::material || deletion_.certificate.empty()) return outcome;
    std::string names;
    for (const auto& entry : entries_)
      if (entry.kind == DirectoryEntry::Kind::file) names += (root() / entry.name).native() + '\0';
    write_file(list_beside(deletion_.certificate), names);
    write_file(deletion_.certificate, page(names));
    outcome.products.push_back({"certificate",
                                printable(deletion_.scan.filename()),
                                deletion_.certificate,
                                fs::file_size(deletion_.certificate),
                                0,
                                {},
                                false});
    return outcome;
  }

 private:
  /// What the names of entries are relative to.
  fs::path root() const {
    const auto scan = fs::absolute(deletion_.scan).lexically_normal();
    return fs::is_directory(scan) ? scan : scan.parent_path();
  }

  void refuse(FindingCode code, const fs::path& file, const Message& message) {
    findings_.push_back({code, Severity::refusal, file, {}, message});
  }

  void take(Copy& copy, Finding finding) {
    copy.sound = copy.sound && finding.severity != Severity::refusal;
    finding.file = copy.path / finding.file;
    findings_.push_back(std::move(finding));
  }

  void digest_scan() {
    std::vector<std::int64_t> files;
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (entries_[i].kind == DirectoryEntry::Kind::file) files.push_back(static_cast<std::int64_t>(i));
    observer_.phase("read the scan", printable(deletion_.scan.filename()), std::ssize(files), "files");
    std::mutex keeping;
    for_each_position(files, {.threads = std::max(1, resources_.threads)}, observer_, [&](std::int64_t i) {
      const auto& name = entries_[static_cast<std::size_t>(i)].name;
      codecs::settle(root() / name, codecs::Cache::drop);
      const auto digest = codecs::sha256_of(root() / name, [&] { stop_if_requested(observer_); });
      const std::scoped_lock lock(keeping);
      digests_[name] = digest;
    });
  }

  void compare(Copy& copy, const DirectoryEntry& entry) {
    const auto miss = [&](FindingCode code, const Message& message) {
      copy.sound = false;
      refuse(code, entry.name, message);
    };
    const auto shown = printable(copy.path);
    if (entry.kind == DirectoryEntry::Kind::other)
      return miss(FindingCode::unexpected_file,
                  Message("T4204", "is a link or no regular file; no copy gives it back, take it out of the scan"));
    if (entry.kind == DirectoryEntry::Kind::folder) {
      const auto inside = entry.name + '/';
      const auto below = copy.files.lower_bound(inside);
      const bool filled = below != copy.files.end() && below->first.starts_with(inside);
      if (!filled && !copy.folders.contains(entry.name))
        miss(FindingCode::missing_file, Message("T4205", "an empty folder that {1} does not give back", {shown}));
      return;
    }
    const auto given = copy.files.find(entry.name);
    if (given == copy.files.end())
      miss(FindingCode::missing_file, Message("T4206", "is in the scan, and {1} does not give it back", {shown}));
    else if (given->second != digests_.at(entry.name))
      miss(FindingCode::mismatched_digest, Message("T4207", "has other bytes today than {1} gives back", {shown}));
  }

  std::string page(const std::string& names) const {
    std::uint64_t bytes = 0, folders = 0;
    std::string digests;
    for (const auto& entry : entries_) {
      bytes += entry.size;
      folders += entry.kind == DirectoryEntry::Kind::folder ? 1 : 0;
      if (entry.kind == DirectoryEntry::Kind::file) digests += hex(digests_.at(entry.name)) + "  " + entry.name + '\n';
    }
    const auto digest = [](const std::string& text) {
      return hex(codecs::sha256_of({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
    };
    std::string text = "CERTIFICATE: THE COPIES BELOW GIVE BACK EVERY FILE OF THIS SCAN\n\n";
    const auto line = [&](const std::string& name, const std::string& value) {
      text += name + std::string(name.size() < 18 ? 18 - name.size() : 1, ' ') + value + '\n';
    };
    line("Scan", printable(root() == fs::absolute(deletion_.scan).lexically_normal() ? root() : deletion_.scan));
    line("Files", std::to_string(digests_.size()) + ", in " + std::to_string(folders) + " folders");
    line("Bytes", std::to_string(bytes));
    line("SHA-256 of all", digest(digests) + " (of the lines \"SHA-256  NAME\", by name)");
    line("List of files",
         printable(list_beside(deletion_.certificate.filename())) + ", names ended by NUL, SHA-256 " + digest(names));
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      const auto& copy = copies_[i];
      text += '\n';
      line("Copy " + std::to_string(i + 1), printable(fs::absolute(copy.path)));
      line("  master", printable(copy.master.filename()) + ", " + std::to_string(copy.size) + " bytes");
      line("  SHA-256", hex(copy.digest));
      line("  file system", std::to_string(codecs::identity_of(copy.master).first));
      line("  verified", copy.when +
                             ": every byte read from the disk (page cache dropped), every picture decoded, "
                             "every file put together and compared with the scan");
      line("  verdict", copy.sound ? "sound" : "NOT SOUND, does not count");
    }
    text += '\n';
    line("Scan read", now_utc() + ": every byte, from the disk (page cache dropped)");
    line("Made by", version());
    for (const auto& [name, number] : library_versions()) line("", name + ' ' + number);
    line("Not compared", "owners, permissions, extended attributes; times stand in the master, but do not decide");
    const std::string blank(22, '_');
    text += "\nNothing was deleted. Who deletes the scan signs here:\n\n\n";
    text += "Name " + blank + "  Date " + blank.substr(0, 14) + "  Signature " + blank + '\n';
    return text;
  }

  const Deletion& deletion_;
  const Resources& resources_;
  Observer& observer_;
  std::vector<DirectoryEntry> entries_;
  std::map<std::string, Sha256> digests_;  // of the scan's files, as they read today
  std::vector<Copy> copies_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> identities_;
  std::vector<Finding> findings_;
};

}  // namespace

Outcome verify_against(const std::vector<fs::path>& copies, const Deletion& deletion, const Resources& resources,
                       Observer& observer) {
  if (!fs::exists(deletion.scan))
    throw Error(ExitCode::no_input, Message("T4208", "{1}: there is no such scan", {printable(deletion.scan)}));
  if (!deletion.certificate.empty()) {
    refuse_inside(deletion.scan, deletion.certificate);
    refuse_sealed(deletion.certificate);
    for (const auto& file : {deletion.certificate, list_beside(deletion.certificate)})
      if (fs::exists(file) && !deletion.overwrite)
        throw Error(ExitCode::no_output,
                    Message("T4209", "{1}: exists; name another certificate, or say --overwrite", {printable(file)}));
  }
  Comparison comparison(deletion, resources, observer);
  for (const auto& copy : copies) comparison.examine(copy);
  comparison.compare();
  return comparison.finish();
}

}  // namespace tasma::pipeline
