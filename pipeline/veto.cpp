#include "pipeline/veto.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "codecs/digest.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::pipeline {
namespace {

using Json = nlohmann::json;
using Kind = VetoEntry::Kind;

constexpr std::uint64_t most_bytes = std::uint64_t{16} << 20;
constexpr int deepest = 4;  // document > entries > entry > region
constexpr auto schema = "tasma.veto/1";

/// What is wrong; becomes an Error with the file and the entry.
struct Wrong {
  std::string why;
};

void refuse_unknown(const Json& object, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : object.items())
    if (std::ranges::find(known, key) == known.end()) throw Wrong{"there is no key \"" + key + '"'};
}

std::int64_t integer_from(const Json& value, const std::string& what) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > static_cast<std::uint64_t>(most))
    throw Wrong{what + " must be a whole number from 0 to " + std::to_string(most)};
  return value.get<std::int64_t>();
}

void read_frames(const Json& value, VetoEntry& entry) {
  if (!value.is_string()) {
    entry.first = entry.last = integer_from(value, "\"frames\", if not \"A-B\",");
    return;
  }
  const auto text = value.get<std::string>();
  const auto* const end = text.data() + text.size();
  const auto [dash, first] = std::from_chars(text.data(), end, entry.first);
  const bool two = first == std::errc() && dash != end && *dash == '-';
  const auto [rest, last] = std::from_chars(two ? dash + 1 : end, end, entry.last);
  if (!two || last != std::errc() || rest != end || entry.first < 0 || entry.last < entry.first)
    throw Wrong{"\"frames\" must be a number, or two such as \"120-140\""};
}

Rectangle region_from(const Json& value) {
  if (!value.is_array() || value.size() != 4) throw Wrong{"\"region\" must be four numbers: x, y, width, height"};
  std::array<int, 4> of{};
  for (std::size_t i = 0; i < 4; ++i) of[i] = static_cast<int>(integer_from(value[i], "each number of \"region\""));
  if (of[2] == 0 || of[3] == 0) throw Wrong{"\"region\" is empty"};
  return {of[0], of[1], {of[2], of[3]}};
}

/// The enumerator that is called so.
template <class T>
T choice_from(const Json& value, const std::string& what, std::initializer_list<std::pair<std::string_view, T>> names) {
  for (const auto& [name, choice] : names)
    if (value == name) return choice;
  throw Wrong{what};
}

VetoEntry entry_from(const Json& json) {
  if (!json.is_object()) throw Wrong{"it is no JSON object"};
  refuse_unknown(json, {"frames", "region", "blob", "kind", "action", "who", "why"});
  if (!json.contains("frames") || !json.contains("action")) throw Wrong{"it needs \"frames\" and \"action\""};
  VetoEntry entry;
  read_frames(json["frames"], entry);
  entry.action = choice_from<Action>(json["action"], "\"action\" must be \"keep\" or \"repair\"",
                                     {{"keep", Action::keep}, {"repair", Action::repair}});
  if (json.contains("kind"))
    entry.kind =
        choice_from<Kind>(json["kind"], "\"kind\" must be \"dust\", \"scratches\", \"flicker\" or \"stabilization\"",
                          {{"dust", Kind::dust},
                           {"scratches", Kind::scratches},
                           {"flicker", Kind::flicker},
                           {"stabilization", Kind::stabilization}});
  if (json.contains("region")) entry.region = region_from(json["region"]);
  if (json.contains("blob")) entry.blob = static_cast<std::size_t>(integer_from(json["blob"], "\"blob\""));
  for (const auto* text : {"who", "why"})
    if (json.contains(text) && !json[text].is_string()) throw Wrong{'"' + std::string(text) + "\" must be a text"};
  if (entry.blob && entry.first != entry.last) throw Wrong{"a \"blob\" is one frame's; name that frame alone"};
  const bool whole_frames = entry.kind == Kind::flicker || entry.kind == Kind::stabilization;
  if (whole_frames && (entry.region || entry.blob))
    throw Wrong{"flicker and stabilization are of whole frames; leave \"region\" and \"blob\" out"};
  if (whole_frames && entry.action == Action::repair)
    throw Wrong{"flicker and stabilization can be kept as they are, not added; restore without the veto"};
  return entry;
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::error_code cause(errno, std::generic_category());
  if (!in || std::filesystem::is_directory(file))
    throw Error(in ? ExitCode::no_input : exit_code_of(cause),
                Message("T4410", "{1}: there is no veto to be read; name a JSON file", {printable(file)}));
  if (std::filesystem::is_regular_file(file) && std::filesystem::file_size(file) > most_bytes)
    throw Error(ExitCode::usage, Message("T4411", "{1}: is too large for a veto", {printable(file)}));
  return {std::istreambuf_iterator<char>(in), {}};
}

bool touches(const Mask& mask, const Rectangle& region) {
  bool found = false;
  const std::int64_t right = std::int64_t{region.x} + region.size.width;
  const std::int64_t bottom = std::int64_t{region.y} + region.size.height;
  for_each_stretch(mask, [&](int x, int y, int length) {
    found = found || (y >= region.y && y < bottom && x < right && x + length > region.x);
  });
  return found;
}

/// By the middle of the line.
bool touches(const LineShape& line, const Rectangle& region) {
  for (std::size_t i = 0; i < line.x16.size(); ++i) {
    const std::int64_t top = line.top + static_cast<std::int64_t>(i) * line.step;
    const std::int64_t bottom = i + 1 < line.x16.size() ? top + line.step : line.bottom;
    const auto x = line.x16[i] / 16;
    if (top < std::int64_t{region.y} + region.size.height && bottom > region.y && x >= region.x &&
        x < std::int64_t{region.x} + region.size.width)
      return true;
  }
  return false;
}

std::int64_t apply(const VetoEntry& entry, FramePlan& frame) {
  std::int64_t spoken_of = 0;
  if ((entry.kind == Kind::local || entry.kind == Kind::scratches) && !entry.blob)
    for (Scratch& scratch : frame.scratches) {
      if (entry.region && !touches(scratch.shape, *entry.region)) continue;
      scratch.action = entry.action;
      ++spoken_of;
    }
  switch (entry.kind) {
    case Kind::flicker:
      spoken_of = frame.curves.empty() && frame.light.empty() ? 0 : 1;
      frame.curves.clear();
      frame.light.clear();
      break;
    case Kind::stabilization:
      spoken_of = frame.warp == Warp{} ? 0 : 1;
      frame.warp = {};
      break;
    case Kind::local:
    case Kind::dust:
      for (std::size_t i = 0; i < frame.repairs.size(); ++i) {
        auto& repair = frame.repairs[i];
        if ((entry.blob && *entry.blob != i) || (entry.region && !touches(repair.mask, *entry.region))) continue;
        repair.action = entry.action;
        ++spoken_of;
      }
      break;
    case Kind::scratches:
      break;
  }
  return spoken_of;
}

}  // namespace

Veto read_veto(const std::filesystem::path& file) {
  Veto veto{printable(file), {}, {}, text_of(file)};
  const auto& text = veto.text;
  veto.identity = hex(codecs::sha256_of({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
  std::size_t entry = 0;
  try {
    const auto json = Json::parse(
        text,
        [](int depth, Json::parse_event_t, const Json&) {
          if (depth > deepest) throw Wrong{"it nests too deeply"};
          return true;
        },
        /*allow_exceptions=*/false);
    if (!json.is_object()) throw Wrong{"it is no JSON object"};
    if (!json.contains("schema") || json["schema"] != schema)
      throw Wrong{"its schema is " + (json.contains("schema") ? json["schema"].dump() : std::string("not said")) +
                  ", this version reads " + schema + " only"};
    refuse_unknown(json, {"schema", "entries"});
    if (!json.contains("entries") || !json["entries"].is_array()) throw Wrong{"\"entries\" must be a list"};
    for (const auto& one : json["entries"]) {
      ++entry;
      veto.entries.push_back(entry_from(one));
    }
    if (entry == 0) throw Wrong{"it has no entry"};
  } catch (const Wrong& wrong) {
    if (entry == 0)
      throw Error(ExitCode::usage, Message("T4412", "{1}: {2}; see docs/plan.md", {printable(file), wrong.why}));
    throw Error(ExitCode::usage, Message("T4413", "{1}: entry {2}: {3}; see docs/plan.md",
                                         {printable(file), std::to_string(entry), wrong.why}));
  }
  return veto;
}

std::int64_t apply(const VetoEntry& entry, Plan& plan) {
  std::int64_t spoken_of = 0;
  for (auto& frame : plan.frames)
    if (entry.first <= frame.number && frame.number <= entry.last) spoken_of += apply(entry, frame);
  return spoken_of;
}

void apply(const Veto& veto, Plan& plan) {
  std::int64_t spoken_of = 0;
  for (std::size_t i = 0; i < veto.entries.size(); ++i) {
    const auto here = apply(veto.entries[i], plan);
    spoken_of += here;
    if (here == 0 && veto.each_must_speak)
      throw Error(ExitCode::usage,
                  Message("T4414", "{1}: entry {2}: nothing in the plan is what it speaks of; see the plan's records",
                          {veto.name, std::to_string(i + 1)}));
  }
  if (spoken_of == 0 && !veto.entries.empty())
    throw Error(ExitCode::usage, Message("T4416", "nothing in the plan is what was to be taken back"));
}

}  // namespace tasma::pipeline
