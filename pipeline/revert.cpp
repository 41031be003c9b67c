#include <string>
#include <vector>

#include "codecs/open.hpp"
#include "codecs/segment_info.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/given_plan.hpp"
#include "pipeline/restore_output.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
namespace {

/// Keeps the named repairs, or all local ones, in the job's frames. At least one of them must be in the plan.
Veto veto_of(const std::optional<Repairs>& taken_back, const Job& job) {
  using Kind = VetoEntry::Kind;
  std::vector<std::pair<Kind, std::string>> kinds;
  if (!taken_back) kinds.emplace_back(Kind::local, "local");
  if (taken_back && taken_back->dust) kinds.emplace_back(Kind::dust, "dust");
  if (taken_back && taken_back->scratches) kinds.emplace_back(Kind::scratches, "scratches");
  if (taken_back && taken_back->flicker) kinds.emplace_back(Kind::flicker, "flicker");
  if (taken_back && taken_back->stabilization) kinds.emplace_back(Kind::stabilization, "stabilization");
  if (kinds.empty())
    throw Error(ExitCode::usage, Message("T4420", "--repair none takes nothing back; name what is to be taken back"));
  Veto veto{"--repair", "keep", {}};
  const auto [first, last] = job.frames.value_or(std::pair(INT64_MIN, INT64_MAX));
  for (const auto& [kind, name] : kinds) {
    veto.entries.push_back({.first = first, .last = last, .kind = kind, .region = {}, .blob = {}});
    veto.identity += ' ' + name;
  }
  veto.identity += ' ' + std::to_string(first) + '-' + std::to_string(last);
  veto.each_must_speak = false;
  return veto;
}

}  // namespace

Outcome revert(const Job& job, const fs::path& from, const std::optional<Repairs>& taken_back, const fs::path& output,
               Observer& observer) {
  const auto& asked = job.reels.front();
  const auto restored = codecs::open_scan(asked.scan, {});
  const auto& inventory = restored->inventory();
  const PlanBasis basis{plan_of_master(inventory), job.veto.empty() ? veto_of(taken_back, job) : read_veto(job.veto)};

  auto again = job;  // as the restored master was made, so that what is not taken back comes out with the same bytes
  auto& reel = again.reels.front();
  const auto title = codecs::read_segment_info(inventory.root).title;
  if (is_id(title)) reel.id = again.film = title;
  reel.scan = from;
  reel.facts = inventory.said;
  reel.facts.sounds.clear();
  again.frames = {inventory.frames.front().number, inventory.frames.back().number};
  if (!job.date_s) again.date_s = inventory.newest_ns / 1'000'000'000;
  return restore_into(again, basis, output, std::nullopt, observer);
}

}  // namespace tasma::pipeline
