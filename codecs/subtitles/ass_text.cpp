#include "codecs/subtitles/ass_text.hpp"

#include <algorithm>
#include <charconv>

#include "codecs/subtitles/compose.hpp"

namespace tasma::codecs::subtitles {
namespace {

/// The number that `text` is, whole; else nothing.
std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const auto comma = line.find(',');
    fields.push_back(without_blanks(line.substr(0, comma)));
    if (comma == line.npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

Place place_of(int alignment) {
  return {static_cast<Vertical>(2 - (alignment - 1) / 3), static_cast<Horizontal>((alignment - 1) % 3), std::nullopt};
}

/// The keypad's number of an alignment as SSA wrote it: 1-3 below, +4 above, +8 in the middle.
std::optional<int> keypad_of_ssa(int alignment) {
  const int column = alignment & 3;
  if (alignment < 1 || alignment > 11 || column == 0) return std::nullopt;
  return column + ((alignment & 4) != 0 ? 6 : (alignment & 8) != 0 ? 3 : 0);
}

bool is_bold(int weight) { return weight == 1 || weight >= 600; }

/// Takes the blanks from both ends of a line.
void trim(Line& runs) {
  const auto seen = [](const Run& run) { return run.text.find_first_not_of(" \t") != run.text.npos; };
  runs.erase(runs.begin(), std::ranges::find_if(runs, seen));
  while (!runs.empty() && !seen(runs.back())) runs.pop_back();
  if (runs.empty()) return;
  auto& first = runs.front().text;
  first.erase(0, first.find_first_not_of(" \t"));
  auto& last = runs.back().text;
  last.erase(last.find_last_not_of(" \t") + 1);
}

class Parser {
 public:
  Parser(const AssStyle& style, bool braces_are_text)
      : style_(style), braces_are_text_(braces_are_text), italic_(style.italic), bold_(style.bold) {}

  AssText parse(std::string_view text) {
    while (!text.empty()) text.remove_prefix(take(text));
    const int alignment = alignment_.value_or(style_.alignment);
    return {tidy(lines_), alignment == 2 ? std::nullopt : std::optional(place_of(alignment))};
  }

 private:
  /// How many bytes at the beginning of `text` have been understood.
  std::size_t take(std::string_view text) {
    if (text.front() == '{' && !last_block_behind_) {
      const auto close = text.find('}');
      last_block_behind_ = close == text.npos;
      const auto inside = text.substr(1, last_block_behind_ ? 0 : close - 1);
      const bool tags = inside.find('\\') != inside.npos;
      if (!last_block_behind_) {
        if (tags || !braces_are_text_)
          take_tags(inside);
        else
          put(text.substr(0, close + 1));
        return close + 1;
      }
    }
    if (text.front() == '\\' && text.size() > 1) {
      switch (text[1]) {
        case 'N':
          lines_.emplace_back();
          return 2;
        case 'n':
          put(" ");
          return 2;
        case 'h':
          put("\xc2\xa0");
          return 2;
        case '{':
        case '}':
          put(text.substr(1, 1));
          return 2;
        default:
          break;
      }
    }
    const auto end = std::min(text.find_first_of("{\\", 1), text.size());
    put(text.substr(0, end));
    return end;
  }

  void put(std::string_view text) {
    if (drawing_) return;
    auto& line = lines_.back();
    if (line.empty() || line.back().italic != italic_ || line.back().bold != bold_)
      line.push_back({{}, italic_, bold_});
    line.back().text += text;
  }

  void take_tags(std::string_view inside) {
    for (auto at = inside.find('\\'); at != inside.npos;) {
      const auto next = inside.find('\\', at + 1);
      take_tag(without_blanks(inside.substr(at + 1, next == inside.npos ? next : next - at - 1)));
      at = next;
    }
  }

  void take_tag(std::string_view tag) {
    if (tag.starts_with('r')) {
      italic_ = style_.italic;
      bold_ = style_.bold;
    } else if (tag.starts_with("an")) {
      if (const auto keypad = number(tag.substr(2)); keypad && *keypad >= 1 && *keypad <= 9) alignment_ = keypad;
    } else if (tag == "i" || tag == "b") {
      (tag == "i" ? italic_ : bold_) = tag == "i" ? style_.italic : style_.bold;
    } else if (const auto value = number(tag.substr(std::min<std::size_t>(1, tag.size())))) {
      if (tag.front() == 'i') italic_ = *value != 0;
      if (tag.front() == 'b') bold_ = is_bold(*value);
      if (tag.front() == 'p') drawing_ = *value > 0;
      if (tag.front() == 'a')
        if (const auto keypad = keypad_of_ssa(*value)) alignment_ = keypad;
    }
  }

  AssStyle style_;
  bool braces_are_text_;
  bool italic_, bold_, drawing_ = false;
  bool last_block_behind_ = false;  // no brace closes any more
  std::optional<int> alignment_;
  std::vector<Line> lines_{1};
};

}  // namespace

AssStyles ass_styles(std::string_view header) {
  AssStyles styles;
  std::vector<std::string_view> names;
  bool ssa = false;
  while (!header.empty()) {
    const auto end = std::min(header.find_first_of("\r\n"), header.size());
    const auto line = without_blanks(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    if (line.starts_with('[')) {
      names.clear();
      ssa = line == "[V4 Styles]";
    } else if (line.starts_with("Format:")) {
      names = fields_of(line.substr(7));
    } else if (line.starts_with("Style:")) {
      const auto fields = fields_of(line.substr(6));
      const auto value = [&](std::string_view name) -> std::string_view {
        const auto at = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
        return at < std::min(names.size(), fields.size()) ? fields[at] : std::string_view();
      };
      const auto said = number(value("Alignment")).value_or(2);
      const auto keypad = ssa ? keypad_of_ssa(said).value_or(2) : said;
      styles[std::string(value("Name"))] = {number(value("Italic")).value_or(0) != 0,
                                            number(value("Bold")).value_or(0) != 0,
                                            keypad >= 1 && keypad <= 9 ? keypad : 2};
    }
  }
  return styles;
}

AssText parse_ass_text(std::string_view text, const AssStyle& style, bool braces_are_text) {
  return Parser(style, braces_are_text).parse(text);
}

std::vector<Line> tidy(const std::vector<Line>& lines) {
  std::vector<Line> tidied;
  for (const auto& line : lines) {
    Line runs;
    for (const auto& run : line) {
      if (run.text.empty()) continue;
      if (!runs.empty() && runs.back().italic == run.italic && runs.back().bold == run.bold)
        runs.back().text += run.text;
      else
        runs.push_back(run);
    }
    trim(runs);
    for (auto& run : runs) run.text = composed(run.text);
    if (!runs.empty()) tidied.push_back(std::move(runs));
  }
  return tidied;
}

}  // namespace tasma::codecs::subtitles
