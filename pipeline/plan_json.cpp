#include "pipeline/plan_json.hpp"

#include <cmath>
#include <istream>
#include <limits>
#include <nlohmann/json.hpp>
#include <ostream>

#include "pipeline/core/error.hpp"

namespace tasma::pipeline {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_line = std::size_t{16} << 20;  // bytes; a frame's record has 1-20 kB
constexpr int deepest = 6;                                   // head > records > blobs > motion > shift
constexpr std::string_view measurements_schema = "tasma.measurements/1";
constexpr std::string_view plan_schema = "tasma.plan/1";
static_assert(Plan::version == 1);

// --- writing ---

void put_if_not(Json& record, const char* key, const auto& value, const auto& usual) {
  if (value != usual) record[key] = value;
}

Json from(const Shift16& shift) { return Json::array({shift.dx, shift.dy}); }

Json from(const BoxMotion& motion) {
  const bool same = motion[0] == motion[1] && motion[0] == motion[2] && motion[0] == motion[3];
  Json corners = Json::array({from(motion[0])});
  for (int i = 1; i < 4 && !same; ++i) corners.push_back(from(motion[static_cast<std::size_t>(i)]));
  return corners;
}

void put(Json& record, const Mask& mask) {
  record["box"] = {mask.box.x, mask.box.y, mask.box.size.width, mask.box.size.height};
  if (!mask.runs.empty()) record["runs"] = mask.runs;
}

Json from(const Candidate& candidate) {
  Json record;
  put(record, candidate.mask);
  record["score"] = candidate.score;
  put_if_not(record, "source", candidate.source, 0);
  put_if_not(record, "motion", from(candidate.motion), from(BoxMotion{}));
  put_if_not(record, "first", candidate.first, 0);
  put_if_not(record, "last", candidate.last, 0);
  put_if_not(record, "to_previous", from(candidate.to_previous), from(Shift16{}));
  put_if_not(record, "to_next", from(candidate.to_next), from(Shift16{}));
  put_if_not(record, "bright", candidate.bright, false);
  return record;
}

void put(Json& record, const LineShape& shape) {
  record["rows"] = {shape.top, shape.bottom, shape.step};
  record["x16"] = shape.x16;
  record["amplitude"] = shape.amplitude;
  record["pitch16"] = shape.pitch16;
  record["profile"] = shape.profile;
}

Json from(const Line& line) {
  Json record{{"score", line.score}};
  put(record, line.shape);
  record["through"] = {line.core_by_sides, line.sides, line.beside_by_sides, line.besides};
  record["stray"] = {line.stray, line.noise, line.whole, line.px};
  return record;
}

Json from(const PartMotions& motion) {
  Json figures = Json::array();
  for (const PartMotion& part : motion.parts)
    for (const auto figure : {part.dx256, part.dy256, part.xx, part.xy, part.yy}) figures.push_back(figure);
  return figures;
}

Json from(const Look& look) {
  return Json::array(
      {look.level, look.spread, look.blank, look.ground, look.flat, look.modes, look.strokes, look.crossings});
}

Json from(const Measurement& measurement) {
  Json record{{"number", measurement.number}, {"position", measurement.position}};
  put_if_not(record, "whole", measurement.whole, true);
  put_if_not(record, "grey", measurement.grey, true);
  put_if_not(record, "repeated", measurement.repeated, false);
  if (measurement.look != Look{}) record["look"] = from(measurement.look);
  if (const auto& hole = measurement.perforation)
    record["perforation"] = {hole->x256, hole->y256, hole->width256, hole->height256};
  for (const auto& share : measurement.unmatched) record["unmatched"].push_back(share ? Json(*share) : Json());
  for (const auto& motion : measurement.motion) record["part_motions"].push_back(from(motion));
  for (const auto& tone : measurement.tones)
    record["tones"].push_back({{"log_gain", tone.log_gain}, {"share", tone.share}});
  if (!measurement.light.log_gain.empty())
    record["light"] = {{"log_gain", measurement.light.log_gain}, {"weight", measurement.light.weight}};
  for (const auto& candidate : measurement.candidates) record["candidates"].push_back(from(candidate));
  for (const auto& line : measurement.lines) record["lines"].push_back(from(line));
  return record;
}

Json from(const Repair& repair) {
  Json record;
  put(record, repair.mask);
  record["score"] = repair.score;
  put_if_not(record, "source", repair.source, 0);
  put_if_not(record, "motion", from(repair.motion), from(BoxMotion{}));
  put_if_not(record, "action", repair.action == Action::keep ? "keep" : "repair", "repair");
  put_if_not(record, "bright", repair.bright, false);
  return record;
}

Json from(const Scratch& scratch) {
  Json record{{"score", scratch.score}};
  put(record, scratch.shape);
  put_if_not(record, "action", scratch.action == Action::keep ? "keep" : "repair", "repair");
  return record;
}

Json from(const FramePlan& frame) {
  Json record{{"number", frame.number}, {"position", frame.position}, {"shot", frame.shot}};
  put_if_not(record, "kind", name_of(frame.kind), name_of(ShotKind::picture));
  put_if_not(record, "flash", frame.flash, false);
  put_if_not(record, "duplicate", frame.duplicate, false);
  put_if_not(record, "suspect", frame.suspect, false);
  for (const auto& repair : frame.repairs) record["repairs"].push_back(from(repair));
  for (const auto& scratch : frame.scratches) record["scratches"].push_back(from(scratch));
  for (const auto& curve : frame.curves) record["curves"].push_back(curve);
  if (!frame.light.empty()) record["light"] = frame.light;
  if (frame.warp != Warp{}) record["warp"] = {frame.warp.dx_px, frame.warp.dy_px, frame.warp.rotation_rad};
  return record;
}

void write_line(std::ostream& out, const Json& record) {
  out << record.dump() << '\n';
  if (!out)
    throw Error(ExitCode::io, Message("T4901", "a plan or its measurements cannot be written; is the disk full?"));
}

Json shape_of(const StreamInfo& stream) {
  return {
      {"width", stream.size.width}, {"height", stream.size.height}, {"planes", stream.planes}, {"depth", stream.depth}};
}

template <class Record>
void write_lines(std::ostream& out, std::string_view schema, std::span<const Record> records,
                 const StreamInfo& stream) {
  write_line(out, {{"schema", schema}, {"stream", shape_of(stream)}, {"frames", records.size()}});
  for (const Record& record : records) write_line(out, from(record));
}

// --- reading: every value is checked before it is one of ours ---

/// What is wrong with a line; becomes an Error with the line's number.
struct Unsound {
  std::string why;
};

double number_from(const Json& value, double limit) {
  if (!value.is_number()) throw Unsound{"a number is missing"};
  const double number = value.get<double>();
  if (!std::isfinite(number) || std::abs(number) > limit) throw Unsound{"a number is out of range"};
  return number;
}

std::int64_t integer_from(const Json& value, std::int64_t least, std::int64_t most) {
  if (!value.is_number_integer()) throw Unsound{"an integer is missing"};
  if (value.is_number_unsigned() &&
      value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
    throw Unsound{"an integer is out of range"};
  const auto number = value.get<std::int64_t>();
  if (number < least || number > most) throw Unsound{"an integer is out of range"};
  return number;
}

int small_from(const Json& value, int least, int most) { return static_cast<int>(integer_from(value, least, most)); }

bool truth_from(const Json& value) {
  if (!value.is_boolean()) throw Unsound{"true or false is missing"};
  return value.get<bool>();
}

const Json& array_from(const Json& value, std::size_t length) {
  if (!value.is_array() || value.size() != length) throw Unsound{"a list has the wrong length"};
  return value;
}

const Json& at(const Json& record, const char* key) {
  const auto found = record.find(key);
  if (found == record.end()) throw Unsound{std::string("\"") + key + "\" is missing"};
  return *found;
}

/// Calls use(value) if the record has the key.
void if_said(const Json& record, const char* key, auto use) {
  if (const auto found = record.find(key); found != record.end()) use(*found);
}

void each_of(const Json& record, const char* key, auto use) {
  if_said(record, key, [&](const Json& list) {
    if (!list.is_array()) throw Unsound{std::string("\"") + key + "\" is not a list"};
    for (const Json& item : list) use(item);
  });
}

Shift16 shift_from(const Json& value) {
  constexpr int farthest = 16 * 65536;
  array_from(value, 2);
  return {small_from(value[0], -farthest, farthest), small_from(value[1], -farthest, farthest)};
}

BoxMotion motion_from(const Json& value) {
  array_from(value, value.size() == 1 ? 1 : 4);
  BoxMotion motion;
  for (std::size_t i = 0; i < 4; ++i) motion[i] = shift_from(value[value.size() == 1 ? 0 : i]);
  return motion;
}

Mask mask_from(const Json& record, Size size, bool runs_wanted) {
  const Json& box = array_from(at(record, "box"), 4);
  Mask mask{{small_from(box[0], 0, size.width),
             small_from(box[1], 0, size.height),
             {small_from(box[2], 1, size.width), small_from(box[3], 1, size.height)}},
            {}};
  each_of(record, "runs", [&](const Json& run) {
    mask.runs.push_back(static_cast<std::uint32_t>(integer_from(run, 0, std::numeric_limits<std::uint32_t>::max())));
  });
  const bool box_only = mask.runs.empty() && !runs_wanted;
  if (box_only ? !fits(mask.box, size) : !fits(mask, size)) throw Unsound{"a mask does not fit the frame"};
  return mask;
}

ToneCurve curve_from(const Json& value, double limit) {
  ToneCurve curve;
  array_from(value, curve.size());
  for (std::size_t i = 0; i < curve.size(); ++i) curve[i] = number_from(value[i], limit);
  return curve;
}

std::vector<std::int32_t> integers_from(const Json& value, std::size_t length, int most) {
  std::vector<std::int32_t> integers;
  for (const Json& item : array_from(value, length)) integers.push_back(small_from(item, -most, most));
  return integers;
}

LineShape shape_from(const Json& record, const StreamInfo& stream) {
  constexpr int code_range = 65536, highest_profile = 65536;
  const auto [width, height] = stream.size;
  LineShape shape;
  const Json& rows = array_from(at(record, "rows"), 3);
  shape.top = small_from(rows[0], 0, height - 1);
  shape.bottom = small_from(rows[1], shape.top + 1, height);
  shape.step = small_from(rows[2], 1, height);
  const int stretches = std::max(1, (shape.bottom - shape.top) / shape.step);
  const auto count = static_cast<std::size_t>(stretches);
  shape.x16 = integers_from(at(record, "x16"), count, 16 * 2 * width);
  each_of(record, "amplitude",
          [&](const Json& colour) { shape.amplitude.push_back(integers_from(colour, count, code_range)); });
  const std::size_t colours = stream.planes > 2 ? 3 : 1;
  if (shape.amplitude.size() != 1 && shape.amplitude.size() != colours) throw Unsound{"a line has the wrong colours"};
  shape.pitch16 = small_from(at(record, "pitch16"), 1, 16 * width);
  const auto profile = integers_from(at(record, "profile"), shape.profile.size(), highest_profile);
  std::ranges::copy(profile, shape.profile.begin());
  return shape;
}

std::vector<std::int32_t> parts_from(const Json& value, int least, int most) {
  array_from(value, LocalLight::parts);
  std::vector<std::int32_t> parts;
  for (const Json& part : value) parts.push_back(small_from(part, least, most));
  return parts;
}

constexpr int greatest_light = 20'000;  // log gain in 1/10000: a factor of seven
constexpr double any = std::numeric_limits<double>::max();

Line line_from(const Json& record, const StreamInfo& stream) {
  Line line;
  line.shape = shape_from(record, stream);
  line.score = number_from(at(record, "score"), any);
  const Json& through = array_from(at(record, "through"), 4);
  line.core_by_sides = number_from(through[0], any);
  line.sides = number_from(through[1], any);
  line.beside_by_sides = number_from(through[2], any);
  line.besides = number_from(through[3], any);
  const Json& stray = array_from(at(record, "stray"), 4);
  line.stray = number_from(stray[0], any);
  line.noise = number_from(stray[1], any);
  line.whole = number_from(stray[2], any);
  line.px = number_from(stray[3], any);
  return line;
}

Candidate candidate_from(const Json& record, Size size) {
  Candidate candidate;
  candidate.mask = mask_from(record, size, false);
  candidate.score = number_from(at(record, "score"), any);
  if_said(record, "source", [&](const Json& v) { candidate.source = small_from(v, -widest_reach, widest_reach); });
  if_said(record, "motion", [&](const Json& v) { candidate.motion = motion_from(v); });
  if_said(record, "first", [&](const Json& v) { candidate.first = small_from(v, -widest_reach, 0); });
  if_said(record, "last", [&](const Json& v) { candidate.last = small_from(v, 0, widest_reach); });
  if_said(record, "to_previous", [&](const Json& v) { candidate.to_previous = shift_from(v); });
  if_said(record, "to_next", [&](const Json& v) { candidate.to_next = shift_from(v); });
  if_said(record, "bright", [&](const Json& v) { candidate.bright = truth_from(v); });
  return candidate;
}

void read_number_and_position(const Json& record, auto& frame) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  frame.number = integer_from(at(record, "number"), 0, most);
  frame.position = integer_from(at(record, "position"), 0, most);
}

/// A share or a level.
double share_from(const Json& value) {
  const double share = number_from(value, 1);
  if (share < 0) throw Unsound{"a number is out of range"};
  return share;
}

Look look_from(const Json& value, Size size) {
  array_from(value, 8);
  return {share_from(value[0]), share_from(value[1]), share_from(value[2]), share_from(value[3]),
          share_from(value[4]), share_from(value[5]), share_from(value[6]), number_from(value[7], size.width)};
}

Perforation perforation_from(const Json& value, Size size) {
  array_from(value, 4);
  const auto within = [&](std::size_t i, int px) { return small_from(value[i], -256, 256 * (px + 1)); };
  return {within(0, size.width), within(1, size.height), within(2, size.width), within(3, size.height)};
}

PartMotions part_motions_from(const Json& value) {
  constexpr int most = std::numeric_limits<std::int32_t>::max();
  PartMotions motion;
  if (value.is_array() && value.empty()) return motion;
  array_from(value, std::size_t{5} * PartMotions::count);
  for (std::size_t i = 0; i < value.size(); i += 5)
    motion.parts.push_back({small_from(value[i], -most, most), small_from(value[i + 1], -most, most),
                            small_from(value[i + 2], 0, most), small_from(value[i + 3], -most, most),
                            small_from(value[i + 4], 0, most)});
  return motion;
}

void read_record(const Json& record, const StreamInfo& stream, Measurement& frame) {
  read_number_and_position(record, frame);
  if_said(record, "whole", [&](const Json& v) { frame.whole = truth_from(v); });
  if_said(record, "grey", [&](const Json& v) { frame.grey = truth_from(v); });
  if_said(record, "repeated", [&](const Json& v) { frame.repeated = truth_from(v); });
  if_said(record, "look", [&](const Json& v) { frame.look = look_from(v, stream.size); });
  if_said(record, "perforation", [&](const Json& v) { frame.perforation = perforation_from(v, stream.size); });
  const Json& shares = array_from(at(record, "unmatched"), frame.unmatched.size());
  const Json& motions = array_from(at(record, "part_motions"), frame.motion.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (!shares[i].is_null()) frame.unmatched[i] = number_from(shares[i], 1);
    frame.motion[i] = part_motions_from(motions[i]);
  }
  each_of(record, "tones", [&](const Json& tone) {
    if (frame.tones.size() == 4) throw Unsound{"too many tone curves"};
    frame.tones.push_back({curve_from(at(tone, "log_gain"), 16), curve_from(at(tone, "share"), 1)});
  });
  if_said(record, "light", [&](const Json& light) {
    frame.light.log_gain = parts_from(at(light, "log_gain"), -greatest_light, greatest_light);
    frame.light.weight = parts_from(at(light, "weight"), 0, 100);
  });
  each_of(record, "candidates",
          [&](const Json& candidate) { frame.candidates.push_back(candidate_from(candidate, stream.size)); });
  each_of(record, "lines", [&](const Json& line) { frame.lines.push_back(line_from(line, stream)); });
}

Action action_from(const Json& value) {
  if (value != "keep" && value != "repair") throw Unsound{"an action is neither repair nor keep"};
  return value == "keep" ? Action::keep : Action::repair;
}

Repair repair_from(const Json& record, Size size) {
  Repair repair;
  repair.mask = mask_from(record, size, true);
  repair.score = number_from(at(record, "score"), any);
  if_said(record, "source", [&](const Json& v) { repair.source = small_from(v, -widest_reach, widest_reach); });
  if_said(record, "motion", [&](const Json& v) { repair.motion = motion_from(v); });
  if_said(record, "action", [&](const Json& v) { repair.action = action_from(v); });
  if_said(record, "bright", [&](const Json& v) { repair.bright = truth_from(v); });
  return repair;
}

ShotKind kind_from(const Json& value) {
  for (const auto kind : {ShotKind::picture, ShotKind::intertitle, ShotKind::leader, ShotKind::black})
    if (value == name_of(kind)) return kind;
  throw Unsound{"a shot is of no known kind"};
}

Scratch scratch_from(const Json& record, const StreamInfo& stream) {
  Scratch scratch;
  scratch.shape = shape_from(record, stream);
  scratch.score = number_from(at(record, "score"), any);
  if_said(record, "action", [&](const Json& v) { scratch.action = action_from(v); });
  return scratch;
}

void read_record(const Json& record, const StreamInfo& stream, FramePlan& frame) {
  read_number_and_position(record, frame);
  frame.shot = integer_from(at(record, "shot"), 0, std::numeric_limits<std::int64_t>::max());
  if_said(record, "kind", [&](const Json& v) { frame.kind = kind_from(v); });
  if_said(record, "flash", [&](const Json& v) { frame.flash = truth_from(v); });
  if_said(record, "duplicate", [&](const Json& v) { frame.duplicate = truth_from(v); });
  if_said(record, "suspect", [&](const Json& v) { frame.suspect = truth_from(v); });
  each_of(record, "repairs", [&](const Json& repair) { frame.repairs.push_back(repair_from(repair, stream.size)); });
  each_of(record, "scratches", [&](const Json& scratch) { frame.scratches.push_back(scratch_from(scratch, stream)); });
  const std::size_t colours = stream.planes > 2 ? 3 : 1;
  each_of(record, "curves", [&](const Json& curve) { frame.curves.push_back(curve_from(curve, 16)); });
  if (frame.curves.size() > 1 && frame.curves.size() != colours) throw Unsound{"too many tone curves"};
  if_said(record, "light",
          [&](const Json& light) { frame.light = parts_from(light, -greatest_light, greatest_light); });
  if_said(record, "warp", [&](const Json& warp) {
    const double widest = std::max(stream.size.width, stream.size.height);
    array_from(warp, 3);
    frame.warp = {number_from(warp[0], widest), number_from(warp[1], widest), number_from(warp[2], 7)};
  });
}

/// The next line without its end, no longer than longest_line; nothing at the end of the stream.
std::optional<std::string> next_line(std::istream& in) {
  std::string line;
  for (auto c = in.rdbuf()->sbumpc(); c != std::char_traits<char>::eof(); c = in.rdbuf()->sbumpc()) {
    if (c == '\n') return line;
    if (line.size() == longest_line) throw Unsound{"it is too long"};
    line.push_back(static_cast<char>(c));
  }
  if (line.empty()) return std::nullopt;
  throw Unsound{"it ends early"};
}

Json parse(const std::string& line) {
  const auto record = Json::parse(
      line,
      [](int depth, Json::parse_event_t, const Json&) {
        if (depth > deepest) throw Unsound{"it nests too deeply"};
        return true;
      },
      /*allow_exceptions=*/false);
  if (!record.is_object()) throw Unsound{"it is not a JSON object"};
  return record;
}

void check_head(const Json& head, std::string_view schema, const StreamInfo& stream, std::string_view name) {
  const auto said = head.find("schema");
  if (said == head.end() || *said != schema)
    throw Error(ExitCode::material,
                Message("T4902", "{1}: its schema is {2}, this version reads {3} only; make it again",
                        {std::string(name), said == head.end() ? "not said" : said->dump(), std::string(schema)}));
  if (at(head, "stream") != shape_of(stream))
    throw Error(ExitCode::material, Message("T4903", "{1}: it was made for other pictures, {2}; these are {3}",
                                            {std::string(name), at(head, "stream").dump(), shape_of(stream).dump()}));
}

template <class Record>
std::vector<Record> read_lines(std::istream& in, std::string_view schema, const StreamInfo& stream,
                               std::string_view name) {
  std::vector<Record> records;
  std::int64_t line = 1;
  try {
    const auto head_line = next_line(in);
    if (!head_line) throw Unsound{"it is empty"};
    const Json head = parse(*head_line);
    check_head(head, schema, stream, name);
    const auto frames = static_cast<std::size_t>(integer_from(at(head, "frames"), 0, 1'000'000'000));
    while (const auto text = (++line, next_line(in))) {
      if (records.size() == frames) throw Unsound{"there are more frames than the first line says"};
      Record record;
      read_record(parse(*text), stream, record);
      if (!records.empty() && record.position <= records.back().position) throw Unsound{"the frames are not in order"};
      records.push_back(std::move(record));
    }
    if (records.size() != frames) throw Unsound{"frames are missing at the end"};
  } catch (const Unsound& unsound) {
    throw Error(ExitCode::material, Message("T4904", "{1}: line {2} is damaged: {3}; make the file again",
                                            {std::string(name), std::to_string(line), unsound.why}));
  }
  return records;
}

}  // namespace

void write_measurements(std::ostream& out, std::span<const Measurement> measurements, const StreamInfo& stream) {
  write_lines(out, measurements_schema, measurements, stream);
}

std::vector<Measurement> read_measurements(std::istream& in, const StreamInfo& stream, std::string_view name) {
  return read_lines<Measurement>(in, measurements_schema, stream, name);
}

void write_plan(std::ostream& out, const Plan& plan, const StreamInfo& stream) {
  write_lines(out, plan_schema, std::span<const FramePlan>(plan.frames), stream);
}

std::string plan_records(std::span<const FramePlan> frames) {
  std::string lines;
  for (const auto& frame : frames) lines += from(frame).dump() + '\n';
  return lines;
}

Plan read_plan(std::istream& in, const StreamInfo& stream, std::string_view name) {
  return {read_lines<FramePlan>(in, plan_schema, stream, name)};
}

}  // namespace tasma::pipeline
