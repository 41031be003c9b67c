#include "pipeline/checksums.hpp"

#include <algorithm>

#include "codecs/folder.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace {

using Fate = Placed::Fate;

std::string text_of(std::size_t number) { return std::to_string(number); }

/// Findings about the list itself, before any file is read.
void report_list(const FoundList& found, std::span<const Placed> placed, std::vector<Finding>& findings) {
  const auto tell = [&](FindingCode code, Severity severity, Message message) {
    findings.push_back({code, severity, found.name, {}, std::move(message)});
  };
  if (const auto& broken = found.list.broken; !broken.empty())
    tell(FindingCode::invalid_checksums, Severity::remark,
         Message("T4306",
                 "{1} of its lines are no checksums, the first is line {2}; what they stood for is not compared",
                 {text_of(broken.size()), text_of(broken.front())}));
  for (std::size_t entry = 0; entry < placed.size(); ++entry)
    if (const auto& listed = found.list.files[entry]; placed[entry].fate == Fate::ambiguous)
      tell(FindingCode::invalid_checksums, Severity::remark,
           Message("T4307",
                   "line {1}, {2}: may mean several files, or means one that another line means, too; not compared",
                   {text_of(listed.line), printable(listed.name)}));
  const auto elsewhere = std::ranges::count(placed, Fate::elsewhere, &Placed::fate);
  if (elsewhere == std::ssize(placed))
    tell(FindingCode::missing_digest, Severity::remark,
         Message("T4308", "is a checksum list, but names no file of this scan; see whether it is the right one"));
  else if (elsewhere > 0)
    tell(FindingCode::unexpected_file, Severity::note,
         Message("T4309", "{1} of its lines name files outside of this scan, or the list itself",
                 {std::to_string(elsewhere)}));
}

}  // namespace

Checksums::Checksums(const Inventory& inventory) : files_(files_of(inventory)) {
  for (const auto& [name, file] : files_) names_.push_back(name);
  auto found = find_checksum_lists(inventory, files_);
  findings_ = std::move(found.findings);
  for (auto& list : found.lists) {
    auto placed = place(list, inventory.root.filename().native(), names_);
    report_list(list, placed, findings_);
    lists_.push_back({std::move(list), std::move(placed)});
  }
  for (const auto& name : names_)
    if (!codecs::lies_in_litter(name)) to_cover_.insert(name);
  for (const auto& list : lists_) to_cover_.erase(list.found.name);
}

std::set<DigestAlgorithm> Checksums::algorithms() const {
  std::set<DigestAlgorithm> algorithms;
  for (const auto& list : lists_)
    for (const auto& listed : list.found.list.files)
      for (const auto& [algorithm, digest] : listed.digests) algorithms.insert(algorithm);
  return algorithms;
}

std::map<std::string, ScanFile> Checksums::covered() const {
  std::map<std::string, ScanFile> covered;
  for (const auto& list : lists_)
    for (const auto& placed : list.placed)
      if (placed.fate == Fate::here) covered.insert(*files_.find(names_[placed.file]));
  return covered;
}

ListReport Checksums::compare(const Understood& list, const FileDigests& digests, Severity fault,
                              std::vector<Finding>& findings) const {
  ListReport report{list.found.name, {}, std::ssize(list.placed)};
  for (std::size_t entry = 0; entry < list.placed.size(); ++entry) {
    const auto& listed = list.found.list.files[entry];
    for (const auto& [algorithm, digest] : listed.digests) report.algorithms.insert(algorithm);
    const auto placed = list.placed[entry];
    if (placed.fate == Fate::ambiguous || placed.fate == Fate::elsewhere) continue;
    const auto name = placed.fate == Fate::here ? names_[placed.file] : listed.name;
    const auto file = placed.fate == Fate::here ? digests.find(name) : digests.end();
    if (file == digests.end()) {
      ++report.missing;
      findings.push_back({FindingCode::missing_file,
                          fault,
                          name,
                          {},
                          Message("T4301", "listed in {1}, but not there; look for it where the scan came from",
                                  {printable(list.found.name)})});
      continue;
    }
    const auto wrong = std::ranges::find_if(
        listed.digests, [&](const auto& said) { return file->second.at(said.first) != said.second; });
    ++(wrong == listed.digests.end() ? report.matched : report.mismatched);
    if (wrong != listed.digests.end())
      findings.push_back(
          {FindingCode::mismatched_digest, fault, name, files_.at(name).frame,
           Message("T4300", "its {1} is {2}, line {3} of {4} says {5}; copy it again from where it came from",
                   {std::string(name_of(wrong->first)), file->second.at(wrong->first), text_of(listed.line),
                    printable(list.found.name), wrong->second})});
  }
  return report;
}

ChecksumReport Checksums::compare(const FileDigests& digests, Severity fault) const {
  ChecksumReport whole{{}, findings_};
  std::set<std::string> covered;
  for (const auto& list : lists_) {
    auto& report = whole.lists.emplace_back(compare(list, digests, fault, whole.findings));
    std::set<std::string> here;
    for (const auto& placed : list.placed)
      if (placed.fate == Fate::here) here.insert(names_[placed.file]);
    const auto folder = list.found.folder.empty() ? "" : list.found.folder + '/';
    report.unlisted = std::ranges::count_if(
        to_cover_, [&](const auto& name) { return name.starts_with(folder) && !here.contains(name); });
    covered.merge(here);
  }
  if (covered.empty()) return whole;  // no list is of this scan
  for (const auto& name : to_cover_)
    if (!covered.contains(name))
      whole.findings.push_back({FindingCode::missing_digest, Severity::note, name, files_.at(name).frame,
                                Message("T4302", "no checksum list says anything of it")});
  return whole;
}

}  // namespace tasma::pipeline
