#include "pipeline/derivation.hpp"

#include "codecs/open.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/process_record.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;

std::optional<Derivation> derivation_of(const ReelJob& reel, const Inventory& scan, std::vector<Finding>& findings) {
  const auto& package = reel.facts.derived_from;
  if (package.empty()) return std::nullopt;
  const Derivation derivation{reel.id, kind_of(package), id_of(package), master_digest_of(package)};
  const fs::path file = master_file_of(package);
  const bool holds_a_master = derivation.kind == "preservation" || derivation.kind == "restored";
  if (!holds_a_master || derivation.id.empty() || !file.has_filename() || !parse_sha256(derivation.sha256))
    throw Error(ExitCode::material, Message("T4235",
                                            "{1}: no preservation or restored package that tasma sealed; name the "
                                            "folder in which bagit.txt lies",
                                            {printable(package)}));
  const auto master = codecs::open_scan(package / "data" / file.filename(), {});
  const auto remark = [&](FindingCode code, Message message) {
    findings.push_back({code, Severity::remark, scan.root.filename(), std::nullopt, std::move(message)});
  };
  const auto frames = scan.frames.size(), before = master->inventory().frames.size();
  if (frames != before)
    remark(FindingCode::mismatched_duration,
           Message("T4236", "{1} has {2} frames, {3}, which it is derived from, has {4}; see what was cut or added",
                   {reel.id, std::to_string(frames), printable(package), std::to_string(before)}));
  const auto& rate = scan.stream.rate;
  const auto& rate_before = master->inventory().stream.rate;
  if (!(rate == rate_before))
    remark(FindingCode::mismatched_rate,
           Message("T4237", "{1} runs at {2} frames a second, {3}, which it is derived from, at {4}",
                   {reel.id, to_string(rate), printable(package), to_string(rate_before)}));
  return derivation;
}

}  // namespace tasma::pipeline
