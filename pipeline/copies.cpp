#include "pipeline/copies.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "pipeline/commands.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
namespace {

using codecs::BurntText;
using codecs::CopyChoice;
using codecs::CopySpec;

std::vector<CopyOffer> offers(std::span<const CopyChoice> choices) {
  std::vector<CopyOffer> offered;
  for (const auto& choice : choices) {
    auto& offer = offered.emplace_back(CopyOffer{choice.name, choice.about, {}});
    for (const auto& copy : choice.copies) offer.files.push_back(codecs::file_name(copy, "FILM"));
  }
  return offered;
}

nlohmann::ordered_json json_of(std::span<const CopyOffer> offered) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& offer : offered)
    list.push_back({{"name", offer.name}, {"about", english(offer.about)}, {"files", offer.files}});
  return list;
}

/// The copy in each language, where it has subtitles in its pictures.
std::vector<CopySpec> in_languages(const CopySpec& copy, const std::vector<std::string>& languages) {
  if (copy.coding.burnt.kind != BurntText::Kind::subtitles) return {copy};
  std::vector<CopySpec> copies;
  for (const auto& language : languages) {
    copies.push_back(copy);
    copies.back().name += '-' + language;
    copies.back().coding.burnt.language = language;
  }
  if (copies.empty()) {
    copies.push_back(copy);
    copies.back().coding.burnt = {};
  }
  return copies;
}

void add(std::vector<CopySpec>& copies, std::span<const CopyChoice> choices, const std::string& name, const Job& job,
         const std::vector<std::string>& languages) {
  const auto* const choice = codecs::find_choice(choices, name);
  if (choice == nullptr) throw Error(ExitCode::bug, Message("T4120", "{1}: no screening copy is called so", {name}));
  for (auto copy : choice->copies) {
    copy.coding.archive_rate =
        job.archive_rate && copy.coding.format == codecs::ScreeningFormat::dcp && copy.most_rate == 0;
    if (copy.coding.format == codecs::ScreeningFormat::dcp) copy.coding.container = job.container;
    if (copy.most_bytes > 0 && job.resources.part_bytes > 0) copy.most_bytes = job.resources.part_bytes;
    std::ranges::move(in_languages(copy, languages), std::back_inserter(copies));
  }
}

}  // namespace

bool is_copy_format(std::string_view name) { return codecs::find_choice(codecs::copy_formats(), name) != nullptr; }
bool is_copy_preset(std::string_view name) { return codecs::find_choice(codecs::copy_presets(), name) != nullptr; }

std::vector<CopyOffer> copy_formats() { return offers(codecs::copy_formats()); }
std::vector<CopyOffer> copy_presets() { return offers(codecs::copy_presets()); }

std::string copies_json() {
  return nlohmann::ordered_json{
      {"schema", "tasma.copies/1"}, {"formats", json_of(copy_formats())}, {"presets", json_of(copy_presets())}}
      .dump(2);
}

std::vector<std::string> formats_of(const Job& job) {
  if (job.screen_as.empty() && job.presets.empty()) return {"h264", "prores"};
  return job.screen_as;
}

std::vector<CopySpec> copies_of(const Job& job, const std::vector<std::string>& languages) {
  std::vector<CopySpec> copies;
  for (const auto& name : formats_of(job)) add(copies, codecs::copy_formats(), name, job, languages);
  for (const auto& name : job.presets) add(copies, codecs::copy_presets(), name, job, languages);
  return copies;
}

}  // namespace tasma::pipeline
