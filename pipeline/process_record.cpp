#include "pipeline/process_record.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/core/printable.hpp"
#include "pipeline/film_loudness.hpp"
#include "pipeline/versions.hpp"
#include "restoration/versions.hpp"

namespace tasma::pipeline {
using Json = nlohmann::ordered_json;

std::string to_json(const ProcessRecord& record) {
  Json libraries = Json::object();
  for (const auto& [name, version] : library_versions()) libraries[name] = version;
  Json masters = Json::array();
  for (const auto& master : record.masters)
    masters.push_back({{"file", printable(master.file.filename())},
                       {"bytes", master.size},
                       {"frames", master.frames.size()},
                       {"sha256", hex(master.sha256)}});
  Json findings = Json::array();
  for (const auto& finding : record.findings) {
    Json entry{{"code", name_of(finding.code)},
               {"severity", name_of(finding.severity)},
               {"file", printable(finding.file)},
               {"id", finding.message.id},
               {"message", english(finding.message)}};
    if (finding.frame) entry["frame"] = *finding.frame;
    findings.push_back(std::move(entry));
  }
  Json document{{"schema", "tasma.process/1"},
                {"kind", record.kind},
                {"id", record.id},
                {"request", record.request},
                {"software", version()},
                {"libraries", std::move(libraries)},
                {"processor", restoration::processor_features()},
                {"masters", std::move(masters)},
                {"findings", std::move(findings)}};
  if (!record.sounds.empty()) document["sounds"] = sounds_json(record.sounds);
  for (const auto& [key, value] : record.catalogue) document["catalogue"][key] = value;
  for (const auto& [reel, question, answer, who, why] : record.answers)
    document["answers"].push_back(
        {{"reel", reel}, {"question", question}, {"answer", answer}, {"who", who}, {"why", why}});
  for (const auto& [made_with, segments, frames] : record.kept)
    document["kept_from"].push_back({{"made_with", made_with}, {"segments", segments}, {"frames", frames}});
  if (!record.source_sha256.empty()) document["source_sha256"] = record.source_sha256;
  for (const auto& [reel, kind, id, sha256] : record.derived_from)
    document["derived_from"].push_back({{"reel", reel}, {"kind", kind}, {"id", id}, {"master_sha256", sha256}});
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

namespace {

Json record_of(const std::filesystem::path& package) {
  std::ifstream in(package / "data" / "metadata" / "process.json");
  return Json::parse(in, nullptr, /*allow_exceptions=*/false);
}

/// The text at `pointer` in a package's record; empty if there is none.
std::string text_at(const std::filesystem::path& package, const char* pointer) {
  const auto json = record_of(package);
  const Json::json_pointer at(pointer);
  return json.contains(at) && json[at].is_string() ? json[at].get<std::string>() : std::string();
}

}  // namespace

std::vector<RecordedMaster> masters_of(const std::filesystem::path& package) {
  std::vector<RecordedMaster> masters;
  try {
    const auto record = record_of(package);
    for (const auto& master : record.at("masters")) masters.push_back({master.at("bytes"), master.at("frames")});
  } catch (const Json::exception&) {
    masters.clear();  // verify says what is wrong with it
  }
  return masters;
}

namespace {

std::vector<Finding> remarks_in(const Json& record) {
  std::vector<Finding> remarks;
  try {
    for (const auto& finding : record.at("findings")) {
      const auto code = parse_finding_code(finding.at("code").get<std::string>());
      if (!code || finding.at("severity") != name_of(Severity::remark)) continue;
      std::optional<std::int64_t> frame;
      if (finding.contains("frame")) frame = finding["frame"].get<std::int64_t>();
      remarks.push_back({*code, Severity::remark, finding.at("file").get<std::string>(), frame,
                         Message(finding.at("id").get<std::string>(), finding.at("message").get<std::string>())});
    }
  } catch (const Json::exception&) {
    remarks.clear();  // verify says what is wrong with it
  }
  return remarks;
}

}  // namespace

std::vector<Finding> remarks_of(const std::filesystem::path& package) { return remarks_in(record_of(package)); }

std::vector<Finding> remarks_in(std::string_view record) {
  return remarks_in(Json::parse(record, nullptr, /*allow_exceptions=*/false));
}

std::string toolchain_of(const std::filesystem::path& package) {
  const auto json = record_of(package);
  try {
    std::string line = json.at("software");
    for (const auto& [name, number] : json.at("libraries").items())
      line += "; " + name + ' ' + number.get<std::string>();
    return line + "; " + json.at("processor").get<std::string>();
  } catch (const Json::exception&) {
    return {};
  }
}

std::string request_of(const std::filesystem::path& package) { return text_at(package, "/request"); }

std::string kind_of(const std::filesystem::path& package) { return text_at(package, "/kind"); }

std::string id_of(const std::filesystem::path& package) { return text_at(package, "/id"); }

std::string master_file_of(const std::filesystem::path& package) { return text_at(package, "/masters/0/file"); }

std::string derived_from(const std::filesystem::path& package) {
  return text_at(package, "/derived_from/0/master_sha256");
}

std::string master_digest_of(const std::filesystem::path& package) { return text_at(package, "/masters/0/sha256"); }

}  // namespace tasma::pipeline
