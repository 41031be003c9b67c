#include "codecs/reel_headers.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "codecs/remainder.hpp"
#include "codecs/still.hpp"

namespace tasma::codecs {
namespace {

constexpr std::uint64_t largest_file = std::uint64_t{5} << 30;  // bytes; no picture within our limits needs more

/// All that frames must have in common to share one HeaderFacts, as a key.
std::string key_of(const HeaderFacts& facts) {
  std::string key;
  const auto add = [&](std::string_view part) { key.append(std::to_string(part.size())).append(":").append(part); };
  const auto add_number = [&](std::int64_t number) { key.append(std::to_string(number)).append(","); };
  add(facts.format);
  add(facts.flavour);
  for (const std::int64_t number :
       {std::int64_t{facts.size.width}, std::int64_t{facts.size.height}, std::int64_t{facts.planes},
        std::int64_t{facts.depth}, static_cast<std::int64_t>(facts.transfer), facts.rate.num, facts.rate.den,
        facts.pixel_aspect.num, facts.pixel_aspect.den})
    add_number(number);
  for (const auto& [name, value] : facts.fields) add(name), add(value);
  return key;
}

/// Frames whose headers agree.
struct HeaderGroup {
  std::shared_ptr<HeaderFacts> facts;
  std::int64_t frames = 0;  // whole ones
  std::vector<std::pair<std::string, std::pair<std::string, std::string>>>
      own;  // name, value in the first and last frame
};

/// Where a reel's headers are kept once each.
class Headers {
 public:
  std::shared_ptr<const HeaderFacts> keep(HeaderFacts facts, const StillHeader& header, bool whole) {
    const auto [at, fresh] = by_key_.try_emplace(key_of(facts), groups_.size());
    if (fresh) groups_.push_back({std::make_shared<HeaderFacts>(std::move(facts)), 0, {}});
    auto& group = groups_[at->second];
    group.frames += whole ? 1 : 0;
    for (const auto& [name, value] : header.own) {
      const auto known = std::ranges::find(group.own, name, [](const auto& field) { return field.first; });
      if (known == group.own.end())
        group.own.push_back({name, {value, value}});
      else
        known->second.second = value;
    }
    return group.facts;
  }

  /// Puts the fields that differ from frame to frame into the facts.
  void finish() {
    for (auto& group : groups_)
      for (auto& [name, values] : group.own) {
        const auto& [first, last] = values;
        group.facts->fields.emplace_back(std::move(name), first == last ? first : first + " ... " + last);
      }
  }

  /// What most whole frames have; of equals the one that came first. Null: no whole frame.
  const HeaderFacts* most_common() const {
    std::map<std::tuple<std::string, int, int, int, int, std::string>, std::int64_t> counts;
    const HeaderFacts* best = nullptr;
    std::int64_t most = 0;
    for (const auto& group : groups_) counts[kind_of(*group.facts)] += group.frames;
    for (const auto& group : groups_)
      if (const auto count = counts[kind_of(*group.facts)]; count > most) {
        most = count;
        best = group.facts.get();
      }
    return best;
  }

 private:
  static std::tuple<std::string, int, int, int, int, std::string> kind_of(const HeaderFacts& facts) {
    return {facts.format, facts.size.width, facts.size.height, facts.planes, facts.depth, facts.flavour};
  }

  std::unordered_map<std::string, std::size_t> by_key_;
  std::vector<HeaderGroup> groups_;  // in the order of their first frames
};

Finding at_frame(FindingCode code, Severity severity, const FrameEntry& frame, Message message) {
  return {code, severity, frame.file, frame.number, std::move(message)};
}

/// What sets a whole frame apart from the reel.
void compare(const FrameEntry& frame, const HeaderFacts& reel, std::vector<Finding>& findings) {
  const auto& header = *frame.header;
  const auto text = [](Size size) { return std::to_string(size.width) + " x " + std::to_string(size.height); };
  if (header.size != reel.size) {
    findings.push_back(at_frame(FindingCode::unexpected_size, Severity::refusal, frame,
                                Message("T2260", "{1} pixels, the reel has {2}; take the frame out or scan it again",
                                        {text(header.size), text(reel.size)})));
  } else if (header.depth != reel.depth) {
    findings.push_back(
        at_frame(FindingCode::unexpected_depth, Severity::refusal, frame,
                 Message("T2261", "{1} bits a sample, the reel has {2}; take the frame out or scan it again",
                         {std::to_string(header.depth), std::to_string(reel.depth)})));
  } else if (header.planes != reel.planes || header.format != reel.format) {
    findings.push_back(
        at_frame(FindingCode::unexpected_layout, Severity::refusal, frame,
                 Message("T2262", "{1} ({2}), the reel has {3} ({4}); take the frame out or scan it again",
                         {header.format, header.flavour, reel.format, reel.flavour})));
  } else if (header.flavour != reel.flavour) {
    findings.push_back(
        at_frame(FindingCode::unexpected_layout, Severity::remark, frame,
                 Message("T2263", "stored as {1}, most of the reel as {2}; was it scanned at another time?",
                         {header.flavour, reel.flavour})));
  }
  const auto contradicts = [](const Rational& one, const Rational& other) {
    return one.known() && other.known() && !(one == other);
  };
  if (contradicts(header.rate, reel.rate))
    findings.push_back(at_frame(FindingCode::mismatched_rate, Severity::note, frame,
                                Message("T2264", "its header says {1} frames a second, most of the reel {2}",
                                        {to_string(header.rate), to_string(reel.rate)})));
  if (contradicts(header.pixel_aspect, reel.pixel_aspect) || header.transfer != reel.transfer)
    findings.push_back(at_frame(FindingCode::incorrect_header, Severity::note, frame,
                                Message("T2265",
                                        "its header says another transfer or shape of pixels than most of the "
                                        "reel; the reel's is used")));
}

/// Reads one header into its entry. False: the frame cannot be decoded.
bool read_one(const std::filesystem::path& folder, Damaged damaged, FrameEntry& frame, Headers& headers,
              std::vector<Finding>& findings) {
  const InputFile file(folder / frame.file);
  if (file.size() > largest_file) {
    findings.push_back(at_frame(FindingCode::unexpected_flavour, Severity::refusal, frame,
                                Message("T2266", "{1} bytes are more than a frame may have (5 GiB); take the file out",
                                        {std::to_string(file.size())})));
    return false;
  }
  auto header = read_still_header(file);
  bool readable = header.facts.has_value();
  for (auto& finding : header.findings) {
    const bool damage = finding.severity == Severity::remark;
    readable = readable && finding.severity == Severity::note;
    const auto severity = damage && damaged == Damaged::fail ? Severity::refusal : finding.severity;
    findings.push_back(at_frame(finding.code, severity, frame, std::move(finding.message)));
  }
  frame.state = readable ? FrameState::whole : FrameState::damaged;
  frame.kept_whole = !readable || !comes_back_from_samples(file);
  frame.timecode = header.timecode;
  frame.keycode = header.keycode;
  if (header.facts) frame.header = headers.keep(std::move(*header.facts), header, readable);
  return readable;
}

}  // namespace

ReelHeaders read_reel_headers(const std::filesystem::path& folder, Damaged damaged, std::vector<FrameEntry>& frames) {
  ReelHeaders reel;
  Headers headers;
  const FrameEntry* first = nullptr;
  for (auto& frame : frames) {
    if (frame.state == FrameState::missing) continue;
    const bool readable = read_one(folder, damaged, frame, headers, reel.findings);
    if (readable && first == nullptr) first = &frame;
  }
  if (first == nullptr) {
    reel.findings.push_back(
        {FindingCode::invalid_header,
         Severity::refusal,
         {},
         {},
         Message("T2267", "not one frame of the reel can be read; copy it again from where it came")});
    return reel;
  }
  const auto& common = *headers.most_common();
  for (const auto& frame : frames)
    if (frame.state == FrameState::whole && frame.header.get() != &common) compare(frame, common, reel.findings);
  reel.stream = {common.size,         common.planes,   common.depth,   common.rate,
                 common.pixel_aspect, common.transfer, first->timecode};
  headers.finish();
  return reel;
}

}  // namespace tasma::codecs
