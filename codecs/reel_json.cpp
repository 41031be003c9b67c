#include "codecs/reel_json.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

using Json = nlohmann::ordered_json;  // members in our order: the same text everywhere
namespace fs = std::filesystem;

constexpr const char* schema = "tasma.reel/1";

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ExitCode::material,
              Message("T2430",
                      "the master's record of its scan (tasma.json) is damaged: {1}; take another copy of the "
                      "master",
                      {what}));
}

// Writing.

Json text(const std::string& raw) { return printable(raw); }
Json fraction(const Rational& r) { return {r.num, r.den}; }

Json json_of(const std::vector<std::pair<std::string, std::string>>& fields) {
  auto all = Json::array();
  for (const auto& [name, value] : fields) all.push_back({text(name), text(value)});
  return all;
}

Json json_of(const ScanFacts& said) {
  auto facts = Json::object();
  if (said.rate) facts["rate"] = fraction(*said.rate);
  if (said.element != Element::unknown) facts["element"] = name_of(said.element);
  if (said.squeeze) facts["squeeze"] = fraction(*said.squeeze);
  if (said.transfer != Transfer::unknown) facts["transfer"] = name_of(said.transfer);
  const auto& area = said.picture.area;
  if (said.picture.kind != PictureArea::Kind::unsaid)
    facts["picture"] = {static_cast<int>(said.picture.kind), area.x, area.y, area.size.width, area.size.height};
  facts["gaps"] = static_cast<int>(said.gaps);
  facts["damaged"] = static_cast<int>(said.damaged);
  return facts;
}

Json json_of(const StreamInfo& stream) {
  return {{"width", stream.size.width},
          {"height", stream.size.height},
          {"planes", stream.planes},
          {"depth", stream.depth},
          {"rate", fraction(stream.rate)},
          {"pixel_aspect", fraction(stream.pixel_aspect)},
          {"transfer", name_of(stream.transfer)},
          {"timecode", text(stream.timecode)}};
}

Json json_of(const HeaderFacts& header) {
  return {{"format", text(header.format)},
          {"flavour", text(header.flavour)},
          {"width", header.size.width},
          {"height", header.size.height},
          {"planes", header.planes},
          {"depth", header.depth},
          {"transfer", name_of(header.transfer)},
          {"rate", fraction(header.rate)},
          {"pixel_aspect", fraction(header.pixel_aspect)},
          {"fields", json_of(header.fields)}};
}

Json json_of(const Message& message) {
  auto arguments = Json::array();
  for (const auto& argument : message.arguments) arguments.push_back(text(argument));
  return {message.id, text(message.text), std::move(arguments)};
}

Json json_of(const Finding& finding) {
  return {{"code", name_of(finding.code)},
          {"severity", name_of(finding.severity)},
          {"file", printable(finding.file)},
          {"frame", finding.frame ? Json(*finding.frame) : Json()},
          {"message", json_of(finding.message)}};
}

/// All frames, and the headers they refer to by index; -1: none.
std::pair<Json, Json> json_of(const std::vector<FrameEntry>& frames) {
  auto list = Json::array(), headers = Json::array();
  std::map<const HeaderFacts*, int> by_address;
  std::vector<const HeaderFacts*> distinct;
  const auto index_of = [&](const HeaderFacts* header) {
    if (!header) return -1;
    const auto [known, fresh] = by_address.try_emplace(header, 0);
    if (!fresh) return known->second;
    const auto equal = std::ranges::find_if(distinct, [&](const HeaderFacts* other) { return *other == *header; });
    known->second = static_cast<int>(equal - distinct.begin());
    if (equal == distinct.end()) {
      distinct.push_back(header);
      headers.push_back(json_of(*header));
    }
    return known->second;
  };
  for (const auto& frame : frames) {
    list.push_back({frame.number, text(frame.file), frame.size, frame.modified_ns, static_cast<int>(frame.state),
                    text(frame.timecode), text(frame.keycode), index_of(frame.header.get())});
    if (frame.digest == Sha256{}) continue;
    list.back().push_back(hex(frame.digest));
    list.back().push_back(frame.kept_whole);
  }
  return {std::move(list), std::move(headers)};
}

Json json_of(const std::vector<SoundInfo>& sounds) {
  auto all = Json::array();
  for (const auto& sound : sounds)
    all.push_back({{"name", printable(sound.name.empty() ? sound.file.filename() : fs::path(sound.name))},
                   {"rate", sound.rate},
                   {"channels", sound.channels},
                   {"bits", sound.bits},
                   {"samples", sound.samples}});
  return all;
}

Json json_of(const std::vector<KeptFile>& kept) {
  auto all = Json::array();
  for (const auto& file : kept)
    all.push_back({text(file.name), static_cast<int>(file.kind), file.size, file.modified_ns, hex(file.digest)});
  return all;
}

// Reading.

/// What printable() was given.
std::string raw(const Json& json) {
  const auto& shown = json.get_ref<const std::string&>();
  std::string bytes;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (shown[i] != '\\') {
      bytes += shown[i];
      continue;
    }
    const auto digits = i + 3 < shown.size() && shown[i + 1] == 'x' ? shown.substr(i + 2, 2) : std::string();
    if (digits.size() != 2 || digits.find_first_not_of("0123456789abcdefABCDEF") != digits.npos)
      refuse("\"" + shown + "\"");
    bytes += static_cast<char>(std::stoi(digits, nullptr, 16));
    i += 3;
  }
  return bytes;
}

/// A path below the scan: what is extracted from a master must not leave the folder it goes to.
std::string raw_below(const Json& json) {
  const fs::path path = raw(json);
  const bool leaves = path.is_absolute() || std::ranges::find(path, "..") != path.end() ||
                      path.native().find('\0') != std::string::npos;
  if (leaves) refuse("a file named " + printable(path));
  return path.native();
}

template <class Number>
Number number(const Json& json, Number least, Number most) {
  const auto within = [&](auto value) {
    if (std::cmp_less(value, least) || std::cmp_greater(value, most)) refuse("the number " + json.dump());
    return static_cast<Number>(value);
  };
  if (json.is_number_unsigned()) return within(json.get<std::uint64_t>());
  if (json.is_number_integer()) return within(json.get<std::int64_t>());
  refuse("no whole number where there should be one");
}

template <class Number>
Number any_number(const Json& json) {
  return number(json, std::numeric_limits<Number>::min(), std::numeric_limits<Number>::max());
}

Rational fraction(const Json& json, std::int64_t least = 0) {
  if (!json.is_array() || json.size() != 2) refuse("no fraction where there should be one");
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  return {number(json[0], least, most), number<std::int64_t>(json[1], 1, most)};
}

/// The enumerator called so; `last` is the highest.
template <class Enumeration>
Enumeration named(const Json& json, Enumeration last) {
  const auto& name = json.get_ref<const std::string&>();
  for (int i = 0; i <= static_cast<int>(last); ++i)
    if (name == name_of(static_cast<Enumeration>(i))) return static_cast<Enumeration>(i);
  refuse("\"" + name + "\"");
}

template <class Enumeration>
Enumeration numbered(const Json& json, Enumeration last) {
  return static_cast<Enumeration>(number(json, 0, static_cast<int>(last)));
}

constexpr int most_side = 1 << 20;
Size size_from(const Json& json) {
  return {number(json.at("width"), 0, most_side), number(json.at("height"), 0, most_side)};
}

ScanFacts facts_from(const Json& json) {
  ScanFacts said;
  if (json.contains("rate")) said.rate = fraction(json["rate"], 1);
  if (json.contains("element")) said.element = named(json["element"], Element::reversal);
  if (json.contains("squeeze")) said.squeeze = fraction(json["squeeze"], 1);
  if (json.contains("transfer")) said.transfer = named(json["transfer"], Transfer::acescct);
  if (json.contains("picture")) {
    const auto& picture = json["picture"];
    if (!picture.is_array() || picture.size() != 5) refuse("no picture area where there should be one");
    said.picture.kind = numbered(picture[0], PictureArea::Kind::given);
    said.picture.area = {number(picture[1], 0, most_side),
                         number(picture[2], 0, most_side),
                         {number(picture[3], 0, most_side), number(picture[4], 0, most_side)}};
  }
  said.gaps = numbered(json.at("gaps"), Gaps::close);
  said.damaged = numbered(json.at("damaged"), Damaged::fail);
  return said;
}

StreamInfo stream_from(const Json& json) {
  StreamInfo stream;
  stream.size = size_from(json);
  stream.planes = number(json.at("planes"), 1, 4);
  stream.depth = number(json.at("depth"), 8, 16);
  stream.rate = fraction(json.at("rate"), 1);
  stream.pixel_aspect = fraction(json.at("pixel_aspect"));
  stream.transfer = named(json.at("transfer"), Transfer::acescct);
  stream.timecode = raw(json.at("timecode"));
  return stream;
}

std::shared_ptr<const HeaderFacts> header_from(const Json& json) {
  auto header = std::make_shared<HeaderFacts>();
  header->format = raw(json.at("format"));
  header->flavour = raw(json.at("flavour"));
  header->size = size_from(json);
  header->planes = number(json.at("planes"), 0, 64);
  header->depth = number(json.at("depth"), 0, 64);
  header->transfer = named(json.at("transfer"), Transfer::acescct);
  header->rate = fraction(json.at("rate"));
  header->pixel_aspect = fraction(json.at("pixel_aspect"));
  for (const auto& field : json.at("fields")) header->fields.emplace_back(raw(field.at(0)), raw(field.at(1)));
  return header;
}

Sha256 digest_from(const Json& json) {
  const auto& shown = json.get_ref<const std::string&>();
  const auto digest = parse_sha256(shown);
  if (!digest) refuse("the digest \"" + printable(shown) + "\"");
  return *digest;
}

std::vector<FrameEntry> frames_from(const Json& list, const Json& table) {
  std::vector<std::shared_ptr<const HeaderFacts>> headers;
  for (const auto& header : table) headers.push_back(header_from(header));
  std::vector<FrameEntry> frames;
  frames.reserve(list.size());
  for (const auto& json : list) {
    if (!json.is_array() || (json.size() != 8 && json.size() != 10)) refuse("frame " + std::to_string(frames.size()));
    FrameEntry frame;
    frame.number = any_number<std::int64_t>(json[0]);
    if (!frames.empty() && frame.number <= frames.back().number) refuse("frame numbers that do not rise");
    frame.file = raw_below(json[1]);
    frame.size = any_number<std::uint64_t>(json[2]);
    frame.modified_ns = any_number<std::int64_t>(json[3]);
    frame.state = numbered(json[4], FrameState::damaged);
    frame.timecode = raw(json[5]);
    frame.keycode = raw(json[6]);
    const int header = number(json[7], -1, static_cast<int>(headers.size()) - 1);
    if (header >= 0) frame.header = headers[static_cast<std::size_t>(header)];
    if (json.size() == 10) {
      frame.digest = digest_from(json[8]);
      frame.kept_whole = json[9].get<bool>();
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

std::vector<SoundInfo> sounds_from(const Json& list) {
  std::vector<SoundInfo> sounds;
  for (const auto& json : list) {
    SoundInfo sound;
    sound.name = raw_below(json.at("name"));
    sound.rate = number(json.at("rate"), 1, 1'000'000);
    sound.channels = number(json.at("channels"), 1, 64);
    sound.bits = number(json.at("bits"), 1, 64);
    sound.samples = number<std::int64_t>(json.at("samples"), 0, std::numeric_limits<std::int64_t>::max());
    sounds.push_back(std::move(sound));
  }
  return sounds;
}

std::vector<KeptFile> kept_from(const Json& list) {
  std::vector<KeptFile> kept;
  for (const auto& json : list) {
    if (!json.is_array() || json.size() != 5) refuse("kept file " + std::to_string(kept.size()));
    kept.push_back({numbered(json[1], KeptFile::Kind::folder), raw_below(json[0]), any_number<std::uint64_t>(json[2]),
                    any_number<std::int64_t>(json[3]), digest_from(json[4])});
  }
  return kept;
}

Message message_from(const Json& json) {
  std::vector<std::string> arguments;
  for (const auto& argument : json.at(2)) arguments.push_back(raw(argument));
  return {json.at(0).get<std::string>(), raw(json.at(1)), std::move(arguments)};
}

Finding finding_from(const Json& json) {
  std::optional<std::int64_t> frame;
  if (!json.at("frame").is_null()) frame = any_number<std::int64_t>(json["frame"]);
  return {named(json.at("code"), FindingCode::invalid_package), named(json.at("severity"), Severity::refusal),
          raw(json.at("file")), frame, message_from(json.at("message"))};
}

Inventory inventory_from(const Json& json) {
  if (json.at("schema") != schema) refuse("its schema is not " + std::string(schema));
  Inventory inventory;
  inventory.kind = Inventory::Kind::master;
  inventory.name = raw(json.at("name"));
  inventory.said = facts_from(json.at("said"));
  inventory.stream = stream_from(json.at("stream"));
  inventory.frames = frames_from(json.at("frames"), json.at("headers"));
  inventory.sounds = sounds_from(json.at("sounds"));
  for (const auto& sidecar : json.at("sidecars")) inventory.sidecars.emplace_back(raw_below(sidecar));
  if (json.contains("kept")) inventory.kept = kept_from(json["kept"]);
  for (const auto& finding : json.at("findings")) inventory.findings.push_back(finding_from(finding));
  if (json.contains("not_restorable")) inventory.not_restorable = message_from(json["not_restorable"]);
  if (json.contains("plan_sha256")) inventory.plan_sha256 = hex(digest_from(json["plan_sha256"]));
  inventory.newest_ns = any_number<std::int64_t>(json.at("newest_ns"));
  inventory.digest = digest_from(json.at("digest"));
  return inventory;
}

}  // namespace

std::string reel_json(const Inventory& inventory) {
  auto [frames, headers] = json_of(inventory.frames);
  auto sidecars = Json::array(), findings = Json::array();
  for (const auto& sidecar : inventory.sidecars) sidecars.push_back(printable(sidecar));
  for (const auto& finding : inventory.findings) findings.push_back(json_of(finding));
  Json json{{"schema", schema},
            {"name", text(inventory.name)},
            {"said", json_of(inventory.said)},
            {"stream", json_of(inventory.stream)},
            {"headers", std::move(headers)},
            {"frames", std::move(frames)},
            {"sounds", json_of(inventory.sounds)},
            {"sidecars", std::move(sidecars)},
            {"findings", std::move(findings)},
            {"newest_ns", inventory.newest_ns},
            {"digest", hex(inventory.digest)}};
  if (inventory.not_restorable) json["not_restorable"] = json_of(*inventory.not_restorable);
  if (!inventory.kept.empty()) json["kept"] = json_of(inventory.kept);
  if (!inventory.plan_sha256.empty()) json["plan_sha256"] = inventory.plan_sha256;
  return json.dump();
}

Inventory parse_reel_json(std::string_view text) {
  try {
    return inventory_from(Json::parse(text));
  } catch (const Json::exception& error) {
    refuse(printable(error.what()));
  }
}

}  // namespace tasma::codecs
