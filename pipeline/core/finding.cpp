#include "pipeline/core/finding.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace tasma {

namespace {

constexpr std::array code_names{"missing_frame",
                                "unexpected_duplicate",
                                "unexpected_size",
                                "unexpected_depth",
                                "unexpected_layout",
                                "empty_file",
                                "missing_bytes",
                                "invalid_header",
                                "incorrect_header",
                                "invalid_field",
                                "missing_field",
                                "unexpected_flavour",
                                "invalid_picture",
                                "unexpected_damage",
                                "unexpected_change",
                                "unexpected_sequence",
                                "unexpected_file",
                                "unexpected_sound",
                                "invalid_sound",
                                "missing_sound",
                                "mismatched_sound_length",
                                "incorrect_loudness",
                                "missing_rate",
                                "mismatched_rate",
                                "missing_file",
                                "mismatched_digest",
                                "invalid_element",
                                "missing_checksum",
                                "mismatched_frame_digest",
                                "invalid_manifest",
                                "invalid_package",
                                "missing_digest",
                                "invalid_checksums",
                                "invalid_cue",
                                "mismatched_cue",
                                "unexpected_overlap",
                                "unexpected_gap",
                                "unexpected_duration",
                                "unexpected_line_length",
                                "unexpected_line_count",
                                "unexpected_first_cue",
                                "missing_character",
                                "mismatched_identifier",
                                "mismatched_size",
                                "mismatched_duration",
                                "missing_package"};
static_assert(code_names.size() == static_cast<std::size_t>(FindingCode::missing_package) + 1);

}  // namespace

std::string_view name_of(FindingCode code) { return code_names.at(static_cast<std::size_t>(code)); }

std::optional<FindingCode> parse_finding_code(std::string_view name) {
  const auto found = std::ranges::find(code_names, name, [](const char* known) { return std::string_view(known); });
  return found == code_names.end() ? std::nullopt : std::optional(static_cast<FindingCode>(found - code_names.begin()));
}

std::string_view name_of(Severity severity) {
  static constexpr std::array names{"note", "remark", "refusal"};
  return names.at(static_cast<std::size_t>(severity));
}

std::vector<FindingGroup> grouped(const std::vector<Finding>& findings) {
  std::vector<FindingGroup> groups;
  std::map<std::tuple<FindingCode, Severity, std::string>, std::size_t> seen;
  for (const auto& finding : findings) {
    const auto [at, fresh] =
        seen.try_emplace({finding.code, finding.severity, english(finding.message)}, groups.size());
    if (fresh) {
      groups.push_back({finding, 1, finding.frame, finding.frame});
      continue;
    }
    auto& group = groups[at->second];
    ++group.count;
    if (!finding.frame) continue;
    group.first_frame = std::min(group.first_frame.value_or(*finding.frame), *finding.frame);
    group.last_frame = std::max(group.last_frame.value_or(*finding.frame), *finding.frame);
  }
  return groups;
}

ExitCode exit_code_of(const std::vector<Finding>& findings) {
  auto heaviest = Severity::note;
  for (const auto& finding : findings) heaviest = std::max(heaviest, finding.severity);
  if (heaviest == Severity::refusal) return ExitCode::material;
  return heaviest == Severity::remark ? ExitCode::findings : ExitCode::ok;
}

}  // namespace tasma
