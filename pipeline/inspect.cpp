#include "pipeline/inspect.hpp"

#include <nlohmann/json.hpp>

#include "codecs/open.hpp"
#include "pipeline/checksum_report.hpp"
#include "pipeline/commands.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/film_loudness.hpp"
#include "pipeline/findings_json.hpp"

namespace tasma::pipeline {
using Json = nlohmann::ordered_json;
namespace {

constexpr std::array states{"whole", "missing", "damaged"};
constexpr std::array kinds{"frames", "movie", "master"};

Json json_of(const HeaderFacts& header) {
  Json fields = Json::object();
  for (const auto& [name, value] : header.fields) fields[name] = value;
  return {{"format", header.format},
          {"flavour", header.flavour},
          {"width", header.size.width},
          {"height", header.size.height},
          {"planes", header.planes},
          {"depth", header.depth},
          {"transfer", name_of(header.transfer)},
          {"rate", header.rate.known() ? Json(to_string(header.rate)) : Json()},
          {"pixel_aspect", header.pixel_aspect.known() ? Json(to_string(header.pixel_aspect)) : Json()},
          {"fields", std::move(fields)}};
}

Json json_of(const ScanFacts& said) {
  Json json = Json::object();
  if (said.rate) json["rate"] = to_string(*said.rate);
  if (said.element != Element::unknown) json["element"] = name_of(said.element);
  if (said.transfer != Transfer::unknown) json["transfer"] = name_of(said.transfer);
  if (said.squeeze) json["squeeze"] = to_string(*said.squeeze);
  if (said.picture.kind == PictureArea::Kind::given)
    json["picture"] = {said.picture.area.x, said.picture.area.y, said.picture.area.size.width,
                       said.picture.area.size.height};
  return json;
}

Json json_of(const ListReport& report) {
  Json algorithms = Json::array();
  for (const auto algorithm : report.algorithms) algorithms.push_back(name_of(algorithm));
  return {{"list", printable(report.list)}, {"algorithms", std::move(algorithms)}, {"listed", report.listed},
          {"matched", report.matched},      {"mismatched", report.mismatched},     {"missing", report.missing},
          {"unlisted", report.unlisted}};
}

/// "scan.md5 (MD5, 48 of 48 files match)"
std::string line_of(const ListReport& report) {
  std::string algorithms;
  for (const auto algorithm : report.algorithms) algorithms += std::string(name_of(algorithm)) + ", ";
  return printable(report.list) + " (" + algorithms + std::to_string(report.matched) + " of " +
         std::to_string(report.listed) + " files match)";
}

std::string size_of(std::uint64_t bytes) {
  constexpr std::uint64_t few = 10 << 20;
  return bytes < few ? std::to_string((bytes + (1 << 9)) >> 10) + " KiB"
                     : std::to_string((bytes + (1 << 19)) >> 20) + " MiB";
}

}  // namespace

Inventory inspect(const std::filesystem::path& scan, const ScanFacts& said) {
  return codecs::open_scan(scan, said)->inventory();
}

std::string inventory_json(const Inventory& inventory, const std::optional<ChecksumReport>& checksums) {
  std::vector<std::shared_ptr<const HeaderFacts>> headers;
  std::map<const HeaderFacts*, std::size_t> index;
  Json frames = Json::array();
  for (std::size_t position = 0; position < inventory.frames.size(); ++position) {
    const auto& frame = inventory.frames[position];
    Json entry{
        {"position", position}, {"number", frame.number}, {"state", states.at(static_cast<std::size_t>(frame.state))}};
    if (!frame.file.empty()) entry["file"] = printable(frame.file), entry["size"] = frame.size;
    if (frame.kept_whole) entry["kept_whole"] = true;
    if (!frame.timecode.empty()) entry["timecode"] = frame.timecode;
    if (!frame.keycode.empty()) entry["keycode"] = frame.keycode;
    if (frame.header) {
      const auto [at, fresh] = index.try_emplace(frame.header.get(), headers.size());
      if (fresh) headers.push_back(frame.header);
      entry["header"] = at->second;
    }
    frames.push_back(std::move(entry));
  }
  Json header_list = Json::array();
  for (const auto& header : headers) header_list.push_back(json_of(*header));
  Json sounds = Json::array();
  for (const auto& sound : inventory.sounds)
    sounds.push_back({{"file", printable(sound.file)},
                      {"codec", sound.codec},
                      {"rate", sound.rate},
                      {"channels", sound.channels},
                      {"bits", sound.bits},
                      {"samples", sound.samples}});
  Json sidecars = Json::array();
  for (const auto& sidecar : inventory.sidecars) sidecars.push_back(printable(sidecar));
  const auto& stream = inventory.stream;
  Json document{{"schema", "tasma.inventory/1"},
                {"scan", printable(inventory.root)},
                {"kind", kinds.at(static_cast<std::size_t>(inventory.kind))},
                {"digest", hex(inventory.digest)},
                {"plan_sha256", inventory.plan_sha256.empty() ? Json() : Json(inventory.plan_sha256)},
                {"stream",
                 {{"width", stream.size.width},
                  {"height", stream.size.height},
                  {"planes", stream.planes},
                  {"depth", stream.depth},
                  {"rate", to_string(stream.rate)},
                  {"pixel_aspect", to_string(stream.pixel_aspect)},
                  {"transfer", name_of(stream.transfer)},
                  {"timecode", stream.timecode}}},
                {"said", json_of(inventory.said)},
                {"headers", std::move(header_list)},
                {"frames", std::move(frames)},
                {"sounds", std::move(sounds)},
                {"sidecars", std::move(sidecars)},
                {"findings", findings_json(inventory.findings)}};
  if (checksums) {
    auto& lists = document["checksums"] = Json::array();
    for (const auto& report : checksums->lists) lists.push_back(json_of(report));
  }
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string inventory_text(const Inventory& inventory, const std::optional<ChecksumReport>& checksums) {
  const auto& stream = inventory.stream;
  std::string text = printable(inventory.root) + '\n';
  const auto line = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) text += "  " + name + std::string(name.size() < 16 ? 16 - name.size() : 1, ' ') + value + '\n';
  };
  std::uint64_t bytes = 0, whole = 0;
  for (const auto& frame : inventory.frames) {
    bytes += frame.size;
    if (frame.kept_whole) whole += frame.size;
  }
  if (!inventory.frames.empty())
    line("frames", std::to_string(inventory.frames.size()) + " (" + std::to_string(inventory.frames.front().number) +
                       "-" + std::to_string(inventory.frames.back().number) + "), " + size_of(bytes));
  line("picture", std::to_string(stream.size.width) + "x" + std::to_string(stream.size.height) + ", " +
                      std::to_string(stream.planes) + (stream.planes == 1 ? " plane, " : " planes, ") +
                      std::to_string(stream.depth) + " bits");
  if (whole > 0) line("kept whole", size_of(whole) + " of files that samples do not give back, beside the pictures");
  line("rate", to_string(stream.rate) + (inventory.said.rate ? " (as said)" : ""));
  if (!inventory.plan_sha256.empty()) line("restored", "by the plan with SHA-256 " + inventory.plan_sha256);
  line("transfer", std::string(name_of(stream.transfer)));
  line("pixel aspect", to_string(stream.pixel_aspect));
  line("timecode", stream.timecode);

  std::map<const HeaderFacts*, std::int64_t> headers;
  for (const auto& frame : inventory.frames)
    if (frame.header) ++headers[frame.header.get()];
  for (const auto& [header, count] : headers) {
    line("format", header->format + ", " + header->flavour + " (" + std::to_string(count) + ")");
    if (headers.size() > 1) continue;  // many headers: the fields are in the JSON
    if (header->rate.known()) line("rate in header", to_string(header->rate));
    for (const auto& [name, value] : header->fields) line(name, value);
  }
  for (const auto& frame : inventory.frames)
    if (!frame.keycode.empty()) {
      line("keycode", frame.keycode);
      break;
    }
  for (const auto& sound : inventory.sounds)
    line("sound", printable(sound.file.filename()) + ", " + sound.codec + ", " + std::to_string(sound.rate) + " Hz, " +
                      std::to_string(sound.channels) + " channels, " + std::to_string(sound.samples) + " samples");
  std::vector<std::string> others, lists;
  for (const auto& sidecar : inventory.sidecars) others.push_back(printable(sidecar));
  if (checksums)
    for (const auto& report : checksums->lists) lists.push_back(line_of(report));
  const auto some = [&](const std::string& name, const std::vector<std::string>& values) {
    constexpr std::size_t most_named = 10;
    for (std::size_t i = 0; i < std::min(values.size(), most_named); ++i) line(i == 0 ? name : "", values[i]);
    if (values.size() > most_named) line("", "and " + std::to_string(values.size() - most_named) + " more");
  };
  some("other files", others);
  some("checksums", lists);
  return text;
}

std::string outcome_json(const Outcome& outcome) {
  Json products = Json::array();
  for (const auto& product : outcome.products) {
    Json entry{{"kind", product.kind},   {"reel", product.reel},     {"path", printable(product.path)},
               {"bytes", product.bytes}, {"frames", product.frames}, {"made_before", product.made_before}};
    if (product.sha256 != Sha256{}) entry["sha256"] = hex(product.sha256);
    products.push_back(std::move(entry));
  }
  Json document{{"schema", "tasma.outcome/1"},
                {"exit", static_cast<int>(outcome.exit_code())},
                {"products", std::move(products)},
                {"findings", findings_json(outcome.findings)}};
  for (const auto& question : outcome.questions) {
    auto& entry = document["questions"].emplace_back(Json{{"reel", question.reel},
                                                          {"question", question.name},
                                                          {"id", question.message.id},
                                                          {"text", english(question.message)},
                                                          {"proposal", question.proposal}});
    if (!question.is_of_one) entry["option"] = question.option();
    entry["job_line"] = question.job_line();
    entry["answer_line"] = question.answer_line();
  }
  if (!outcome.contact_sheet.empty()) document["contact_sheet"] = printable(outcome.contact_sheet);
  if (!outcome.sounds.empty()) document["sounds"] = sounds_json(outcome.sounds);
  if (outcome.peak_space > 0) document["peak_space"] = outcome.peak_space, document["seconds"] = outcome.seconds;
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string verification_json(const std::filesystem::path& package, Level level, const Outcome& outcome) {
  const auto code = exit_code_of(outcome.findings);
  const Json document{{"schema", "tasma.verification/1"}, {"package", printable(package)},
                      {"level", name_of(level)},          {"verdict", verdict_of(code)},
                      {"exit", static_cast<int>(code)},   {"findings", findings_json(outcome.findings)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace tasma::pipeline
