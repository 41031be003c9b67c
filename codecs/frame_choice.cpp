#include "codecs/frame_choice.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "codecs/frame_name.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

struct Candidate {
  std::int64_t number = 0;
  const ListedFile* file = nullptr;
};

struct Group {
  FrameName name;  // of its first file
  std::vector<Candidate> files;
  std::string shown() const { return printable(name.pattern()); }
};

/// Candidates by prefix, suffix and extension, the largest group first, equals in the order of their names.
std::vector<Group> groups_of(const Folder& folder) {
  std::map<std::tuple<std::string, std::string, std::string>, Group> by_name;
  for (const auto& file : folder.files) {
    auto name = parse_frame_name(file.name);
    if (file.name.starts_with('.') || !is_frame_extension(name.extension)) continue;
    auto& group = by_name[{name.prefix, name.suffix, name.extension}];
    group.files.push_back({name.number.value_or(0), &file});
    if (group.files.size() == 1) group.name = std::move(name);
  }
  std::vector<Group> groups;
  for (auto& [key, group] : by_name) groups.push_back(std::move(group));
  std::ranges::stable_sort(groups, std::ranges::greater{}, [](const Group& group) { return group.files.size(); });
  return groups;
}

void report_other_sequences(const std::vector<Group>& groups, std::vector<Finding>& findings) {
  const auto& first = groups.front();
  for (std::size_t i = 1; i < groups.size(); ++i) {
    const auto& other = groups[i];
    if (other.files.size() < 2 && first.files.size() > 1) break;  // a lone picture beside a reel is a sidecar
    findings.push_back({FindingCode::unexpected_sequence,
                        Severity::refusal,
                        other.files.front().file->name,
                        {},
                        Message("T2250",
                                "two sequences in one folder: {1} ({2} files) and {3} ({4} files); "
                                "put each into a folder of its own",
                                {first.shown(), std::to_string(first.files.size()), other.shown(),
                                 std::to_string(other.files.size())})});
  }
}

void report_litter(const Folder& folder, std::vector<Finding>& findings) {
  for (const auto& name : folder.litter)
    findings.push_back({FindingCode::unexpected_file,
                        Severity::note,
                        name,
                        {},
                        Message("T2251", "left behind by a storage system or desktop; not part of the scan")});
  for (const auto& name : folder.folders)
    findings.push_back(
        {FindingCode::unexpected_file,
         Severity::note,
         name,
         {},
         Message("T2252", "a folder inside the scan; what lies in it is kept, frames are not looked for")});
  for (const auto& name : folder.others)
    findings.push_back({FindingCode::unexpected_file,
                        Severity::remark,
                        name,
                        {},
                        Message("T2253", "neither file nor folder, or a link that leads nowhere; remove it")});
}

/// A reel's places as they are filled, gap by gap.
class Reel {
 public:
  Reel(FrameChoice& choice, Gaps gaps) : choice_(choice), gaps_(gaps) {}

  void add(const Candidate& candidate) {
    auto& frames = choice_.frames;
    if (!frames.empty() && candidate.number == frames.back().number) {
      choice_.findings.push_back({FindingCode::unexpected_duplicate, Severity::refusal, candidate.file->name,
                                  candidate.number,
                                  Message("T2254", "has the number of {1}; keep the right one of the two here",
                                          {printable(frames.back().file)})});
      choice_.sidecars.emplace_back(candidate.file->name);
      return;
    }
    if (!frames.empty() && candidate.number > frames.back().number + 1) bridge(candidate.number);
    const auto& [name, stamp] = *candidate.file;
    frames.push_back(
        {candidate.number, name, stamp.size, stamp.modified_ns, FrameState::whole, {}, {}, {}, false, nullptr});
  }

 private:
  static constexpr std::int64_t longest_held_gap = 1'000'000;  // frames; more is a number mistyped, not a gap

  /// From behind the last frame up to `next`.
  void bridge(std::int64_t next) {
    const auto first = choice_.frames.back().number + 1;
    const auto count = next - first;
    const bool held = gaps_ == Gaps::hold && count <= longest_held_gap;
    const std::vector arguments{std::to_string(count), std::to_string(first), std::to_string(next - 1)};
    const auto say = [&](Severity severity, Message message) {
      choice_.findings.push_back({FindingCode::missing_frame, severity, {}, first, std::move(message)});
    };
    if (held) {
      say(Severity::remark, Message("T2255", "missing: {1} (frames {2} to {3}); held by a stand-in", arguments));
      for (auto number = first; number < next; ++number)
        choice_.frames.push_back({number, {}, 0, 0, FrameState::missing, {}, {}, {}, false, nullptr});
    } else if (gaps_ == Gaps::close) {
      say(Severity::remark, Message("T2256", "missing: {1} (frames {2} to {3}); closed up", arguments));
    } else {
      say(Severity::refusal, Message("T2257",
                                     "missing: {1} (frames {2} to {3}); look for the files, or say --gaps hold "
                                     "(at most 1000000 at a time) or --gaps close",
                                     arguments));
    }
  }

  FrameChoice& choice_;
  Gaps gaps_;
};

}  // namespace

FrameChoice choose_frames(const Folder& folder, Gaps gaps) {
  FrameChoice choice;
  auto groups = groups_of(folder);
  if (!groups.empty()) {
    report_other_sequences(groups, choice.findings);
    auto& files = groups.front().files;
    std::ranges::stable_sort(files, {}, &Candidate::number);  // equal numbers stay in the order of their names
    Reel reel(choice, gaps);
    for (const auto& candidate : files) reel.add(candidate);

    std::vector<const ListedFile*> chosen;
    for (const auto& candidate : files) chosen.push_back(candidate.file);
    std::ranges::sort(chosen);
    for (const auto& file : folder.files)
      if (!std::ranges::binary_search(chosen, &file)) choice.sidecars.emplace_back(file.name);
  } else {
    for (const auto& file : folder.files) choice.sidecars.emplace_back(file.name);
  }
  for (const auto& name : folder.litter) choice.sidecars.emplace_back(name);
  std::ranges::sort(choice.sidecars);
  report_litter(folder, choice.findings);
  return choice;
}

}  // namespace tasma::codecs
