#include "pipeline/segment.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "codecs/digest.hpp"
#include "codecs/input_file.hpp"
#include "codecs/settle.hpp"
#include "pipeline/publish.hpp"

namespace tasma::pipeline {
namespace fs = std::filesystem;
using Json = nlohmann::json;
namespace {

constexpr auto schema = "tasma.segment/1";
constexpr std::array states{"whole", "missing", "damaged"};

Json to_json(const Digests& digests) {
  Json json = Json::object();
  for (const auto& [algorithm, digest] : digests) json[std::string(name_of(algorithm))] = digest;
  return json;
}

Json to_json(const Segment& segment) {
  Json frames = Json::array();
  for (const auto& frame : segment.frames)
    frames.push_back({frame.number, states[static_cast<std::size_t>(frame.state)], frame.samples_md5,
                      frame.packet_sha256, frame.file_sha256, frame.file, frame.kept_whole,
                      to_json(frame.file_digests)});
  Json beside = Json::array();
  for (const auto& file : segment.beside) beside.push_back({file.suffix, file.sha256});
  return {{"schema", schema},
          {"name", segment.name},
          {"first", segment.first},
          {"last", segment.last},
          {"position", segment.positions.begin},
          {"end", segment.positions.end},
          {"fingerprint", segment.fingerprint},
          {"size", segment.size},
          {"modified_ns", segment.modified_ns},
          {"sha256", segment.sha256},
          {"frames", std::move(frames)},
          {"beside", std::move(beside)},
          {"made_with", segment.made_with}};
}

Digests digests_from(const Json& json) {
  Digests digests;
  for (const auto& [name, digest] : json.items()) {
    const auto algorithm = std::ranges::find(digest_algorithms, name, [](auto known) { return name_of(known); });
    if (algorithm == digest_algorithms.end()) throw Json::other_error::create(501, "digest", &json);
    digests[*algorithm] = digest;
  }
  return digests;
}

/// Throws Json::exception for what is no record of ours.
Segment from_json(const Json& json) {
  if (json.at("schema") != schema) throw Json::other_error::create(501, "schema", &json);
  Segment segment{json.at("name"),
                  json.at("first"),
                  json.at("last"),
                  {json.at("position"), json.at("end")},
                  json.at("fingerprint"),
                  json.at("size"),
                  json.at("sha256"),
                  {},
                  {}};
  for (const auto& frame : json.at("frames")) {
    const auto state = std::ranges::find(states, frame.at(1).get<std::string>());
    if (state == states.end()) throw Json::other_error::create(501, "state", &frame);
    segment.frames.push_back({frame.at(0), static_cast<FrameState>(state - states.begin()), frame.at(2), frame.at(3),
                              frame.at(4), frame.at(5), frame.at(6), digests_from(frame.at(7))});
  }
  for (const auto& file : json.at("beside")) segment.beside.push_back({file.at(0), file.at(1)});
  segment.modified_ns = json.at("modified_ns");
  segment.made_with = json.value("made_with", "");
  return segment;
}

bool every_packet_has_its_digest(const Segment& segment) {
  return !segment.frames.empty() &&
         std::ranges::none_of(segment.frames, [](const auto& frame) { return frame.packet_sha256.empty(); });
}

/// Whether `file` holds what was recorded of it, as far as this folder is the one to see to that.
bool is_as_recorded(const Segment& segment, const fs::path& file) {
  const auto stamp = codecs::InputFile(file).opened();
  return stamp.size == segment.size && stamp.modified_ns == segment.modified_ns &&
         (segment.sha256.empty() || segment.sha256 == hex(codecs::sha256_of(file)));
}

}  // namespace

SegmentFolder::SegmentFolder(fs::path folder, std::string writer, Replaced replaced)
    : folder_(std::move(folder)), writer_(std::move(writer)), replaced_(std::move(replaced)) {
  make_folders(folder_);
}

Segment SegmentFolder::reuse_or_make(Segment wanted, const Make& make) const {
  if (auto finished = find(wanted)) return *finished;
  if (replaced_)
    if (const auto there = record_of(wanted.name); there && there->fingerprint != wanted.fingerprint)
      replaced_(*there, wanted);
  forget(wanted);  // before its bytes go
  make(part(wanted.name), wanted);
  return keep(std::move(wanted));
}

Segment SegmentFolder::keep(Segment made) const {
  codecs::settle(part(made.name));
  if (!every_packet_has_its_digest(made)) made.sha256 = hex(codecs::sha256_of(part(made.name)));
  for (auto& other : made.beside) {
    const auto other_part = beside_part(made, other.suffix);
    codecs::settle(other_part);
    other.sha256 = hex(codecs::sha256_of(other_part));
    publish(other_part, beside(made, other.suffix), Taken::replace);
  }
  return put_in_place(std::move(made));
}

Segment SegmentFolder::put_in_place(Segment made) const {
  const auto unfinished = part(made.name);
  const auto stamp = codecs::InputFile(unfinished).opened();
  made.size = stamp.size;
  made.modified_ns = stamp.modified_ns;
  publish(unfinished, file(made), Taken::replace);
  write_record(made);  // last: with it, the segment is finished
  return made;
}

void SegmentFolder::write_record(const Segment& segment) const {
  const auto record = segment.name + ".json";
  write_file(folder_ / record, to_json(segment).dump() + '\n', part(record));
}

std::optional<Segment> SegmentFolder::record_of(const std::string& name) const {
  std::ifstream in(folder_ / (name + ".json"));
  try {
    if (in) return from_json(Json::parse(in));
  } catch (const Json::exception&) {
    // torn or foreign: the segment is made again
  }
  return std::nullopt;
}

std::optional<Segment> SegmentFolder::find(const Segment& wanted) const {
  auto found = find_record(wanted);
  if (!found || !fs::exists(file(wanted))) return std::nullopt;
  bool good = is_as_recorded(*found, file(wanted));
  for (const auto& other : found->beside) {
    const auto there = beside(wanted, other.suffix);
    good = good && fs::exists(there) && other.sha256 == hex(codecs::sha256_of(there));
  }
  return good ? std::move(found) : std::nullopt;
}

std::optional<Segment> SegmentFolder::find_record(const Segment& wanted) const {
  auto found = record_of(wanted.name);
  return found && found->fingerprint == wanted.fingerprint ? std::move(found) : std::nullopt;
}

void SegmentFolder::forget(const Segment& segment) const { fs::remove(folder_ / (segment.name + ".json")); }

void SegmentFolder::let_go(const Segment& segment) const { fs::remove(file(segment)); }

std::vector<Segment> SegmentFolder::all_let_go() const {
  std::vector<Segment> segments;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() != ".json" || fs::exists(fs::path(entry.path()).replace_extension(".seg"))) continue;
    if (auto segment = record_of(entry.path().stem()); segment && every_packet_has_its_digest(*segment))
      segments.push_back(std::move(*segment));
  }
  return segments;
}

Segment wanted_segment(const std::string& step, std::span<const std::int64_t> numbers, Range part,
                       const std::string& fingerprint) {
  const auto first = numbers[static_cast<std::size_t>(part.begin)];
  const auto last = numbers[static_cast<std::size_t>(part.end - 1)];
  return {step + '-' + std::to_string(first) + '-' + std::to_string(last), first, last, part, fingerprint, 0, {}, {}};
}

}  // namespace tasma::pipeline
