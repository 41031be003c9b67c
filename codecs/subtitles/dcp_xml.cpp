#include "codecs/subtitles/dcp_xml.hpp"

#include <algorithm>
#include <numeric>

#include "codecs/digest.hpp"
#include "codecs/subtitles/markup.hpp"
#include "codecs/subtitles/on_film.hpp"
#include "codecs/subtitles/read.hpp"
#include "codecs/subtitles/style.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

constexpr std::int64_t least_frames = 15;  // a cue stands (RDD 52)
constexpr std::int64_t gap_frames = 2;     // between cues, at least (RDD 52)
constexpr int blank_begin_s = 4;           // of the cue of an otherwise empty reel

/// A cue, or its part, in frames of its reel; half open.
struct FrameCue {
  std::int64_t begin = 0, end = 0;
  const Cue* cue = nullptr;
};

std::string urn(const Uuid& id) { return "urn:uuid:" + to_string_uuid(id); }

/// Thousandths of the height from the edge that the cue counts from to line `i` of it.
int position_of(const Cue& cue, const Place& place, std::size_t i) {
  const auto from_above = static_cast<int>(i), from_below = static_cast<int>(cue.lines.size() - i) - 1;
  if (place.vertical == Vertical::middle) return (from_above - from_below) * line_step / 2;  // downwards
  const auto lines = place.vertical == Vertical::top ? from_above : from_below;
  return std::min(place.distance.value_or(edge_distance) + lines * line_step, 1000);
}

std::string text_element(const Cue& cue, std::size_t i) {
  const auto place = cue.place.value_or(Place{});
  const auto* const horizontal = place.horizontal == Horizontal::left    ? "left\" Hposition=\"10"
                                 : place.horizontal == Horizontal::right ? "right\" Hposition=\"10"
                                                                         : "center\" Hposition=\"0";
  const auto* const vertical = place.vertical == Vertical::top      ? "top"
                               : place.vertical == Vertical::bottom ? "bottom"
                                                                    : "center";
  std::string text = std::string("<Text Halign=\"") + horizontal + "\" Valign=\"" + vertical + "\" Vposition=\"" +
                     per_cent(position_of(cue, place, i)) + "\">";
  for (const auto& run : cue.lines[i]) {
    const bool plain = !run.italic && !run.bold;
    if (!plain)
      text += std::string("<Font") + (run.italic ? " Italic=\"yes\"" : "") + (run.bold ? " Weight=\"bold\">" : ">");
    text += escaped(run.text);
    if (!plain) text += "</Font>";
  }
  return text + "</Text>";
}

/// The document of one reel.
class Writer {
 public:
  Writer(const Subtitles& subtitles, const DcpSubtitles& dcp)
      : language_(subtitles.language),
        dcp_(dcp),
        time_code_rate_((dcp.edit_rate.num + dcp.edit_rate.den - 1) / dcp.edit_rate.den) {}

  DcpReelSubtitles write(std::size_t number, std::int64_t frames, const std::vector<FrameCue>& cues) const {
    const auto rest = after_id(number, frames, cues);
    const auto bytes = std::span(reinterpret_cast<const std::uint8_t*>(rest.data()), rest.size());
    const auto id = uuid5("subtitles of a DCP reel " + hex(sha256_of(bytes)));
    return {id,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<SubtitleReel xmlns=\"http://www.smpte-ra.org/schemas/428-7/2014/DCST\">\n<Id>" +
                urn(id) + "</Id>\n" + rest};
  }

 private:
  std::string after_id(std::size_t number, std::int64_t frames, const std::vector<FrameCue>& cues) const {
    std::string xml = "<ContentTitleText>" + escaped(dcp_.title) + "</ContentTitleText>\n<IssueDate>" +
                      escaped(dcp_.issue_date) + "</IssueDate>\n<ReelNumber>" + std::to_string(number) +
                      "</ReelNumber>\n<Language>" + language_ + "</Language>\n<EditRate>" +
                      std::to_string(dcp_.edit_rate.num) + ' ' + std::to_string(dcp_.edit_rate.den) +
                      "</EditRate>\n<TimeCodeRate>" + std::to_string(time_code_rate_) +
                      "</TimeCodeRate>\n<StartTime>00:00:00:00</StartTime>\n<DisplayType>MainSubtitle</DisplayType>\n"
                      "<LoadFont ID=\"theFont\">" +
                      urn(dcp_.font) +
                      "</LoadFont>\n<SubtitleList>\n<Font ID=\"theFont\" Color=\"FFFFFFFF\" Effect=\"border\" "
                      "EffectColor=\"FF000000\" Italic=\"no\" Underline=\"no\" Weight=\"normal\" Size=\"" +
                      std::to_string(font_points) + "\">\n";
    for (std::size_t i = 0; i < cues.size(); ++i) xml += subtitle(i + 1, cues[i]);
    if (cues.empty()) xml += blank(frames);
    return xml + "</Font>\n</SubtitleList>\n</SubtitleReel>\n";
  }

  std::string subtitle(std::size_t spot, const FrameCue& cue) const {
    std::string xml = "<Subtitle SpotNumber=\"" + std::to_string(spot) + "\" TimeIn=\"" + time(cue.begin) +
                      "\" TimeOut=\"" + time(cue.end) + "\" FadeUpTime=\"00:00:00:00\" FadeDownTime=\"00:00:00:00\">\n";
    for (std::size_t i = 0; i < cue.cue->lines.size(); ++i) xml += text_element(*cue.cue, i) + '\n';
    return xml + "</Subtitle>\n";
  }

  std::string blank(std::int64_t frames) const {
    const auto late = blank_begin_s * time_code_rate_;
    const auto begin = late + least_frames + gap_frames <= frames ? late : 0;
    const Cue cue{0, 0, {{{" "}}}, {}, 0};
    return subtitle(1, {begin, std::min(begin + least_frames, frames), &cue});
  }

  std::string time(std::int64_t frames) const {
    const auto seconds = frames / time_code_rate_;
    return two_digits(seconds / 3600) + ':' + two_digits(seconds / 60 % 60) + ':' + two_digits(seconds % 60) + ':' +
           two_digits(frames % time_code_rate_);
  }

  const std::string& language_;
  const DcpSubtitles& dcp_;
  std::int64_t time_code_rate_;  // frames of a second of time code
};

std::vector<FrameCue> cues_in_frames(const Subtitles& subtitles, const Rational& rate, std::int64_t film_frames) {
  std::vector<FrameCue> cues;
  for (std::size_t i = 0; i < subtitles.cues.size(); ++i) {
    const auto& cue = subtitles.cues[i];
    const auto begin = nearest_frame(cue.begin_ms, rate);
    const auto end = std::max(nearest_frame(cue.end_ms, rate), begin + 1);
    if (begin < 0 || end > film_frames || cue.end_ms <= cue.begin_ms)
      throw Error(ExitCode::material, Message("T2860", "cue {1}, of line {2}, does not stand within the film",
                                              {std::to_string(i + 1), std::to_string(cue.source_line)}));
    cues.push_back({begin, end, &cue});
  }
  return cues;
}

/// The cues in the reels where they stand. What servers would not show of a cue that was cut is left out.
std::vector<std::vector<FrameCue>> in_reels(const std::vector<FrameCue>& cues,
                                            std::span<const std::int64_t> reel_frames) {
  std::vector<std::vector<FrameCue>> reels(reel_frames.size());
  for (const auto& cue : cues) {
    std::vector<std::pair<std::size_t, FrameCue>> parts;
    std::int64_t first = 0;  // frame of the reel
    for (std::size_t i = 0; i < reels.size(); ++i) {
      const auto frames = reel_frames[i], begin = std::max(cue.begin - first, std::int64_t{0}), end = cue.end - first;
      first += frames;
      if (begin < frames && end > 0) parts.push_back({i, {begin, end > frames ? frames - gap_frames : end, cue.cue}});
    }
    const auto length = [](const auto& part) { return part.second.end - part.second.begin; };
    const auto least = std::min(least_frames, length(*std::ranges::max_element(parts, {}, length)));
    for (const auto& part : parts)
      if (length(part) >= least) reels[part.first].push_back(part.second);
  }
  return reels;
}

}  // namespace

std::vector<DcpReelSubtitles> write_dcp_subtitles(const Subtitles& subtitles, std::span<const std::int64_t> reel_frames,
                                                  const DcpSubtitles& dcp) {
  if (!is_language_tag(subtitles.language))
    throw Error(ExitCode::usage,
                Message("T2861", "a DCP names the language of its subtitles; say it, as kk or uz-Cyrl"));
  if (!dcp.edit_rate.known() || dcp.edit_rate.num < dcp.edit_rate.den)
    throw Error(ExitCode::usage,
                Message("T2862", "{1} is no frame rate of a DCP with subtitles", {to_string(dcp.edit_rate)}));
  const auto film = std::accumulate(reel_frames.begin(), reel_frames.end(), std::int64_t{0});
  const auto cues = cues_in_frames(subtitles, dcp.edit_rate, film);
  const Writer writer(subtitles, dcp);
  std::vector<DcpReelSubtitles> reels;
  for (const auto& own : in_reels(cues, reel_frames))
    reels.push_back(writer.write(reels.size() + 1, reel_frames[reels.size()], own));
  return reels;
}

Uuid font_id(std::span<const std::uint8_t> font) { return uuid5("font of a DCP " + hex(sha256_of(font))); }

}  // namespace tasma::codecs::subtitles
