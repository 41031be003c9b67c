#include "codecs/reel_headers.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "codecs/input_file.hpp"
#include "codecs/remainder.hpp"

namespace tasma::codecs {
namespace {

constexpr std::uint64_t largest_file = std::uint64_t{5} << 30;  // bytes; no picture within our limits needs more

/// All that frames must have in common to share one HeaderFacts, as a key.
std::string key_of(const HeaderFacts& facts) {
  std::string key;
  const auto add_number = [&](std::int64_t number) {
    key.append(reinterpret_cast<const char*>(&number), sizeof number);
  };
  const auto add = [&](std::string_view part) { add_number(std::ssize(part)), key.append(part); };
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

/// A file whose beginning, where headers lie, is read once, however often it is asked for.
class Beginning final : public ByteSource {
 public:
  explicit Beginning(const InputFile& file) : file_(file), kept_(file.read(0, head_)) {}

  std::uint64_t size() const override { return file_.size(); }
  std::string shown() const override { return file_.shown(); }
  std::size_t read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    if (offset > kept_ || into.size() > kept_ - offset) return file_.read(offset, into);
    std::copy_n(head_.data() + offset, into.size(), into.data());
    return into.size();
  }

 private:
  const InputFile& file_;
  std::array<std::uint8_t, 2048> head_{};
  std::size_t kept_;
};

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

/// Whether the frame cannot be decoded for it. A field that its standard does not define is no damage.
bool is_damage(const Finding& finding) {
  return finding.severity != Severity::note && finding.code != FindingCode::invalid_field;
}

/// Whether a header's word for its file's name, which may be a path and may have been cut off at 100 bytes, is `file`,
/// or there is no file to ask, as in a master.
bool names(std::string_view said, std::string_view file) {
  const auto last = [](std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); };  // npos + 1 is 0
  return file.empty() || said.size() >= 100 || last(said) == last(file);
}

/// Puts one header into its entry. False: the frame cannot be decoded.
bool take_one(StillHeader header, Damaged damaged, FrameEntry& frame, Headers& headers,
              std::vector<Finding>& findings) {
  bool readable = header.facts.has_value();
  const auto said = std::ranges::find(header.own, "file name", [](const auto& field) { return field.first; });
  if (said != header.own.end() && !names(said->second, frame.file))
    header.findings.push_back({FindingCode::incorrect_header,
                               Severity::note,
                               {},
                               {},
                               Message("T2722", "the header names another file: it was renamed after it was written")});
  for (auto& finding : header.findings) {
    readable = readable && !is_damage(finding);
    const auto severity = finding.severity == Severity::remark && is_damage(finding) && damaged == Damaged::fail
                              ? Severity::refusal
                              : finding.severity;
    findings.push_back(at_frame(finding.code, severity, frame, std::move(finding.message)));
  }
  frame.state = readable ? FrameState::whole : FrameState::damaged;
  frame.kept_whole = header.kept_whole;
  frame.timecode = header.timecode;
  frame.keycode = header.keycode;
  if (header.facts) frame.header = headers.keep(std::move(*header.facts), header, readable);
  return readable;
}

}  // namespace

StillHeader header_of_file(const std::filesystem::path& path) {
  const InputFile opened(path);
  const Beginning file(opened);
  StillHeader header;
  if (file.size() <= largest_file) {
    header = read_still_header(file);
    header.kept_whole =
        !header.facts || !comes_back_from_samples(file) || std::ranges::any_of(header.findings, is_damage);
    return header;
  }
  header.findings.push_back({FindingCode::unexpected_flavour,
                             Severity::refusal,
                             {},
                             {},
                             Message("T2266", "{1} bytes are more than a frame may have (5 GiB); take the file out",
                                     {std::to_string(file.size())})});
  return header;
}

ReelHeaders read_reel_headers(const HeaderOf& header_of, Damaged damaged, std::vector<FrameEntry>& frames) {
  ReelHeaders reel;
  Headers headers;
  const FrameEntry* first = nullptr;
  for (auto& frame : frames) {
    if (frame.state == FrameState::missing) continue;
    const bool readable = take_one(header_of(frame), damaged, frame, headers, reel.findings);
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
