#include "codecs/reel_json.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
using Json = nlohmann::ordered_json;
namespace {

constexpr std::array states{"whole", "missing", "damaged"};
constexpr std::array kinds{"frames", "movie", "master"};
constexpr std::array gap_words{"fail", "hold", "close"};
constexpr std::array damaged_words{"keep", "fail"};
constexpr std::array picture_words{"unsaid", "auto", "none", "given"};
constexpr std::size_t most_frames = 10'000'000;
constexpr int longest_side = 65'535;

struct Refused {};  // what stands there is no reel of ours

template <class Enumeration>
Enumeration named(const auto& names, const Json& json) {
  const auto text = json.get<std::string>();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (text == names[i]) return static_cast<Enumeration>(i);
  throw Refused();
}

template <class Enumeration>
const char* word(const auto& names, Enumeration value) {
  return names.at(static_cast<std::size_t>(value));
}

/// The bytes that printable() has shown.
std::string unprintable(std::string_view shown) {
  std::string bytes;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    unsigned value = 0;
    const auto digits = shown.substr(std::min(i + 2, shown.size()), 2);
    const bool escape = shown[i] == '\\' && shown.substr(i, 2) == "\\x" && digits.size() == 2 &&
                        std::from_chars(digits.data(), digits.data() + 2, value, 16).ptr == digits.data() + 2;
    if (shown[i] == '\\' && !escape) throw Refused();
    bytes += escape ? static_cast<char>(value) : shown[i];
    if (escape) i += 3;
  }
  return bytes;
}

std::string name_in(const Json& json) {
  auto name = unprintable(json.get<std::string>());
  if (name.size() > 4096 || name.find('\0') != std::string::npos) throw Refused();
  return name;
}

Json json_of(const Rational& rational) { return {rational.num, rational.den}; }

Rational rational_in(const Json& json) {
  const Rational rational{json.at(0), json.at(1)};
  constexpr std::int64_t most = 1'000'000'000;
  if (rational.num < 0 || rational.num > most || rational.den < 1 || rational.den > most) throw Refused();
  return rational;
}

Size size_in(const Json& json) {
  const Size size{json.at("width"), json.at("height")};
  if (size.width < 1 || size.height < 1 || size.width > longest_side || size.height > longest_side) throw Refused();
  return size;
}

int within(const Json& json, int least, int most) {
  const int value = json.get<int>();
  if (value < least || value > most) throw Refused();
  return value;
}

Transfer transfer_in(const Json& json) {
  const auto text = json.get<std::string>();
  if (text == name_of(Transfer::unknown)) return Transfer::unknown;
  if (const auto transfer = parse_transfer(text)) return *transfer;
  throw Refused();
}

Json json_of(const StreamInfo& stream) {
  return {{"width", stream.size.width},
          {"height", stream.size.height},
          {"planes", stream.planes},
          {"depth", stream.depth},
          {"rate", json_of(stream.rate)},
          {"pixel_aspect", json_of(stream.pixel_aspect)},
          {"transfer", name_of(stream.transfer)},
          {"timecode", printable(stream.timecode)}};
}

StreamInfo stream_in(const Json& json) {
  StreamInfo stream{size_in(json),
                    within(json.at("planes"), 1, 4),
                    within(json.at("depth"), 8, 16),
                    rational_in(json.at("rate")),
                    rational_in(json.at("pixel_aspect")),
                    transfer_in(json.at("transfer")),
                    name_in(json.at("timecode"))};
  if (!stream.rate.known()) throw Refused();
  return stream;
}

Json json_of(const ScanFacts& said) {
  Json json{{"gaps", word(gap_words, said.gaps)}, {"damaged", word(damaged_words, said.damaged)}};
  if (said.rate) json["rate"] = json_of(*said.rate);
  if (said.squeeze) json["squeeze"] = json_of(*said.squeeze);
  if (said.element != Element::unknown) json["element"] = name_of(said.element);
  if (said.transfer != Transfer::unknown) json["transfer"] = name_of(said.transfer);
  if (said.picture.kind != PictureArea::Kind::unsaid) {
    json["picture"] = word(picture_words, said.picture.kind);
    const auto& area = said.picture.area;
    json["area"] = {area.x, area.y, area.size.width, area.size.height};
  }
  return json;
}

ScanFacts facts_in(const Json& json) {
  ScanFacts said;
  said.gaps = named<Gaps>(gap_words, json.at("gaps"));
  said.damaged = named<Damaged>(damaged_words, json.at("damaged"));
  if (json.contains("rate")) said.rate = rational_in(json["rate"]);
  if (json.contains("squeeze")) said.squeeze = rational_in(json["squeeze"]);
  if (json.contains("transfer")) said.transfer = transfer_in(json["transfer"]);
  if (json.contains("element")) {
    const auto element = parse_element(json["element"].get<std::string>());
    if (!element) throw Refused();
    said.element = *element;
  }
  if (json.contains("picture")) {
    const auto& area = json.at("area");
    said.picture = {named<PictureArea::Kind>(picture_words, json["picture"]),
                    {within(area.at(0), 0, longest_side),
                     within(area.at(1), 0, longest_side),
                     {within(area.at(2), 0, longest_side), within(area.at(3), 0, longest_side)}}};
  }
  return said;
}

Json json_of(const HeaderFacts& header) {
  Json fields = Json::array();
  for (const auto& [name, value] : header.fields) fields.push_back({printable(name), printable(value)});
  return {{"format", header.format},
          {"flavour", header.flavour},
          {"width", header.size.width},
          {"height", header.size.height},
          {"planes", header.planes},
          {"depth", header.depth},
          {"transfer", name_of(header.transfer)},
          {"rate", json_of(header.rate)},
          {"pixel_aspect", json_of(header.pixel_aspect)},
          {"fields", std::move(fields)}};
}

std::shared_ptr<const HeaderFacts> header_in(const Json& json) {
  HeaderFacts header{json.at("format"),
                     json.at("flavour"),
                     size_in(json),
                     within(json.at("planes"), 0, 64),
                     within(json.at("depth"), 0, 64),
                     transfer_in(json.at("transfer")),
                     rational_in(json.at("rate")),
                     rational_in(json.at("pixel_aspect")),
                     {}};
  for (const auto& field : json.at("fields")) header.fields.emplace_back(name_in(field.at(0)), name_in(field.at(1)));
  return std::make_shared<const HeaderFacts>(std::move(header));
}

Json json_of(const SoundInfo& sound) {
  return {{"file", printable(sound.file.filename())},
          {"codec", sound.codec},
          {"rate", sound.rate},
          {"channels", sound.channels},
          {"bits", sound.bits},
          {"samples", sound.samples},
          {"modified_ns", sound.modified_ns},
          {"size", sound.size}};
}

SoundInfo sound_in(const Json& json) {
  return {name_in(json.at("file")),
          json.at("codec"),
          within(json.at("rate"), 1, 1'000'000),
          within(json.at("channels"), 1, 64),
          within(json.at("bits"), 1, 64),
          json.at("samples"),
          json.at("modified_ns"),
          json.at("size")};
}

Inventory inventory_in(const Json& json) {
  if (json.at("schema") != reel_schema) throw Refused();
  Inventory inventory;
  inventory.kind = named<Inventory::Kind>(kinds, json.at("kind"));
  inventory.name = json.at("name");
  inventory.stream = stream_in(json.at("stream"));
  inventory.said = facts_in(json.at("said"));
  inventory.newest_ns = json.at("newest_ns");
  const auto digest = json.at("digest").get<std::string>();
  if (digest.size() != 2 * inventory.digest.size()) throw Refused();
  for (std::size_t i = 0; i < inventory.digest.size(); ++i) {
    const auto* text = digest.data() + 2 * i;
    if (std::from_chars(text, text + 2, inventory.digest[i], 16).ptr != text + 2) throw Refused();
  }
  std::vector<std::shared_ptr<const HeaderFacts>> headers;
  for (const auto& header : json.at("headers")) headers.push_back(header_in(header));
  const auto& frames = json.at("frames");
  if (!frames.is_array() || frames.empty() || frames.size() > most_frames) throw Refused();
  for (const auto& frame : frames) {
    const auto& header = frame.at(7);
    inventory.frames.push_back({frame.at(0), name_in(frame.at(1)), frame.at(2), frame.at(3),
                                named<FrameState>(states, frame.at(4)), name_in(frame.at(5)), name_in(frame.at(6)),
                                header.is_null() ? nullptr : headers.at(header.get<std::size_t>())});
    if (inventory.frames.size() > 1 && inventory.frames.end()[-2].number >= inventory.frames.back().number)
      throw Refused();
  }
  for (const auto& sound : json.at("sounds")) inventory.sounds.push_back(sound_in(sound));
  for (const auto& sidecar : json.at("sidecars")) inventory.sidecars.emplace_back(name_in(sidecar));
  return inventory;
}

}  // namespace

std::string reel_json(const Inventory& inventory) {
  std::vector<std::shared_ptr<const HeaderFacts>> headers;
  Json frames = Json::array();
  for (const auto& frame : inventory.frames) {
    Json header;
    if (frame.header) {
      auto at = headers.begin();
      while (at != headers.end() && **at != *frame.header) ++at;
      header = at - headers.begin();
      if (at == headers.end()) headers.push_back(frame.header);
    }
    frames.push_back({frame.number, printable(frame.file), frame.size, frame.modified_ns, word(states, frame.state),
                      printable(frame.timecode), printable(frame.keycode), std::move(header)});
  }
  Json header_list = Json::array(), sounds = Json::array(), sidecars = Json::array();
  for (const auto& header : headers) header_list.push_back(json_of(*header));
  for (const auto& sound : inventory.sounds) sounds.push_back(json_of(sound));
  for (const auto& sidecar : inventory.sidecars) sidecars.push_back(printable(sidecar));
  const Json document{{"schema", reel_schema},           {"kind", word(kinds, inventory.kind)},
                      {"name", inventory.name},          {"stream", json_of(inventory.stream)},
                      {"said", json_of(inventory.said)}, {"newest_ns", inventory.newest_ns},
                      {"digest", hex(inventory.digest)}, {"headers", std::move(header_list)},
                      {"sounds", std::move(sounds)},     {"sidecars", std::move(sidecars)},
                      {"frames", std::move(frames)}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Inventory parse_reel_json(std::string_view json, const std::string& source) {
  const auto refuse = [&](const std::string& why) {
    return Error(ExitCode::material,
                 Message("T2810", "{1}: is no record of a reel ({2}); the master is damaged, or of a newer tasma",
                         {source, why}));
  };
  try {
    return inventory_in(Json::parse(json));
  } catch (const Json::exception& error) {
    throw refuse(error.what());
  } catch (const std::out_of_range&) {
    throw refuse("a header that is not there");
  } catch (const Refused&) {
    throw refuse("a value out of range");
  }
}

}  // namespace tasma::codecs
