#include <algorithm>
#include <charconv>
#include <pugixml.hpp>
#include <string_view>

#include "codecs/subtitles/ass_text.hpp"
#include "codecs/subtitles/dcp_times.hpp"
#include "codecs/subtitles/encoding.hpp"
#include "codecs/subtitles/read.hpp"
#include "codecs/subtitles/readers.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

constexpr int deepest = 32;  // elements within elements

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
}

/// An attribute, whatever its case: Interop writes VAlign, SMPTE Valign.
std::string_view value_of(const pugi::xml_node& node, std::string_view name) {
  for (const auto& attribute : node.attributes())
    if (same_word(attribute.name(), name)) return attribute.value();
  return {};
}

std::string_view child_text(const pugi::xml_node& node, std::string_view name) {
  for (const auto& child : node.children())
    if (local_name(child) == name) return child.text().get();
  return {};
}

struct Look {
  bool italic = false, bold = false;
};

Look look_within(const pugi::xml_node& font, Look look) {
  if (const auto italic = value_of(font, "Italic"); !italic.empty()) look.italic = italic != "no";
  if (const auto weight = value_of(font, "Weight"); !weight.empty()) look.bold = weight == "bold";
  return look;
}

/// A Text element: one line and where it stands.
struct PlacedLine {
  Line line;
  Place place;
  double position = 0;  // per cent of the height
};

class Reader {
 public:
  Reader(const std::string& text, const std::string& shown) : shown_(shown), lines_(text) {
    const auto result = document_.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata,
                                              pugi::encoding_utf8);
    if (!result)
      throw Error(ExitCode::material, Message("T2812", "{1}: no sound XML in line {2}: {3}",
                                              {shown_, line_text(result.offset), result.description()}));
  }

  Subtitles read() {
    const auto root = document_.document_element();
    if (local_name(root) != "SubtitleReel" && local_name(root) != "DCSubtitle")
      throw Error(ExitCode::material,
                  Message("T2813", "{1}: XML, but neither SubtitleReel (ST 428-7) nor DCSubtitle (Interop)", {shown_}));
    smpte_ = local_name(root) == "SubtitleReel";
    if (smpte_) read_rates(root);
    Subtitles subtitles;
    if (const std::string language(child_text(root, "Language")); is_language_tag(language))
      subtitles.language = language;
    cues_ = &subtitles.cues;
    walk(root, {}, 0);
    return subtitles;
  }

 private:
  std::string line_text(std::ptrdiff_t at) const {
    return std::to_string(lines_.of(static_cast<std::size_t>(std::max<std::ptrdiff_t>(at, 0))));
  }
  std::string line_text(const pugi::xml_node& node) const { return line_text(node.offset_debug()); }

  void read_rates(const pugi::xml_node& root) {
    clock_.rate = whole_number(child_text(root, "TimeCodeRate"), 4).value_or(0);
    clock_.slowed = child_text(root, "EditRate").ends_with(" 1001");
    if (clock_.rate < 1)
      throw Error(ExitCode::material, Message("T2814", "{1}: TimeCodeRate is missing or no number", {shown_}));
    const auto start = child_text(root, "StartTime");
    if (start.find_first_not_of("0:") != start.npos)
      throw Error(ExitCode::material,
                  Message("T2815", "{1}: StartTime is {2}; only subtitles that count from 00:00:00:00 are read",
                          {shown_, std::string(start)}));
  }

  void check_depth(const pugi::xml_node& node, int depth) const {
    if (depth > deepest)
      throw Error(ExitCode::material,
                  Message("T2816", "{1}: elements too deep within each other in line {2}", {shown_, line_text(node)}));
  }

  void walk(const pugi::xml_node& node, Look look, int depth) {
    check_depth(node, depth);
    for (const auto& child : node.children()) {
      const auto name = local_name(child);
      if (name == "Subtitle")
        read_subtitle(child, look, depth + 1);
      else if (name == "Font" || name == "SubtitleList")
        walk(child, look_within(child, look), depth + 1);
    }
  }

  void read_subtitle(const pugi::xml_node& node, Look look, int depth) {
    const auto begin = time(node, "TimeIn"), end = time(node, "TimeOut");
    std::vector<PlacedLine> lines;
    collect(node, look, depth, lines);
    for (const auto vertical : {Vertical::top, Vertical::middle, Vertical::bottom}) {
      Cue cue{begin, end, {}, {}, lines_.of(static_cast<std::size_t>(node.offset_debug()))};
      place(lines, vertical, cue);
      cue.lines = tidy(cue.lines);
      if (!cue.lines.empty()) cues_->push_back(std::move(cue));
    }
    check_count(cues_->size(), shown_);
  }

  /// Puts the lines of one height into a cue: from above, and the cue as far from its edge as the nearest of them.
  static void place(std::vector<PlacedLine>& lines, Vertical vertical, Cue& cue) {
    std::vector<const PlacedLine*> chosen;
    for (const auto& line : lines)
      if (line.place.vertical == vertical) chosen.push_back(&line);
    if (chosen.empty()) return;
    const bool from_below = vertical == Vertical::bottom;
    std::ranges::stable_sort(chosen, [&](const auto* a, const auto* b) {
      return from_below ? a->position > b->position : a->position < b->position;
    });
    const auto& nearest = *(from_below ? chosen.back() : chosen.front());
    cue.place = nearest.place;
    if (vertical != Vertical::middle)
      cue.place->distance = static_cast<int>(std::clamp(nearest.position, 0.0, 50.0) * 10 + 0.5);
    for (const auto* line : chosen) cue.lines.push_back(line->line);
  }

  void collect(const pugi::xml_node& node, Look look, int depth, std::vector<PlacedLine>& lines) {
    check_depth(node, depth);
    for (const auto& child : node.children()) {
      const auto name = local_name(child);
      if (name == "Image")
        throw Error(ExitCode::material,
                    Message("T2850", "{1}: the subtitle in line {2} is a picture; only those of text are read",
                            {shown_, line_text(child)}));
      if (name == "Font") collect(child, look_within(child, look), depth + 1, lines);
      if (name != "Text") continue;
      auto& line = lines.emplace_back();
      const auto vertical = value_of(child, "Valign"), horizontal = value_of(child, "Halign");
      line.place.vertical = vertical == "top"      ? Vertical::top
                            : vertical == "bottom" ? Vertical::bottom
                                                   : Vertical::middle;  // the default of both standards
      line.place.horizontal = horizontal == "left"    ? Horizontal::left
                              : horizontal == "right" ? Horizontal::right
                                                      : Horizontal::centre;
      const auto position = value_of(child, "Vposition");
      std::from_chars(position.data(), position.data() + position.size(), line.position);
      collect_text(child, look, depth + 1, line.line);
    }
  }

  void collect_text(const pugi::xml_node& node, Look look, int depth, Line& line) {
    check_depth(node, depth);
    for (const auto& child : node.children()) {
      const auto name = local_name(child);
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
        line.push_back({on_one_line(child.value()), look.italic, look.bold});
      else if (name == "Space")
        line.push_back({" ", look.italic, look.bold});
      else if (name != "Rt")  // the small gloss above a word
        collect_text(child, name == "Font" ? look_within(child, look) : look, depth + 1, line);
    }
  }

  /// A line end and the blanks around it, which only lay out the XML, as one blank.
  static std::string on_one_line(std::string_view text) {
    std::string line;
    while (!text.empty()) {
      const auto blanks = std::min(text.find_first_not_of(" \t\r\n"), text.size());
      const auto run = text.substr(0, blanks);
      line += run.find('\n') == run.npos ? run : " ";
      text.remove_prefix(blanks);
      const auto words = std::min(text.find_first_of(" \t\r\n"), text.size());
      line += text.substr(0, words);
      text.remove_prefix(words);
    }
    return line;
  }

  std::int64_t time(const pugi::xml_node& node, std::string_view name) const {
    const auto said = value_of(node, name);
    if (const auto ms = smpte_ ? smpte_time(said, clock_) : interop_time(said)) return *ms;
    throw Error(ExitCode::material, Message("T2851", "{1}: {2} of the subtitle in line {3} is no time: {4}",
                                            {shown_, std::string(name), line_text(node), std::string(said)}));
  }

  const std::string& shown_;
  LineNumbers lines_;
  pugi::xml_document document_;
  std::vector<Cue>* cues_ = nullptr;
  bool smpte_ = true;
  DcpClock clock_;
};

}  // namespace

Subtitles read_dcp_xml(const std::string& text, const std::string& shown) { return Reader(text, shown).read(); }

}  // namespace tasma::codecs::subtitles
