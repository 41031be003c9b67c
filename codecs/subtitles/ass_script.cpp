#include "codecs/subtitles/ass_script.hpp"

#include <array>
#include <charconv>

#include "codecs/subtitles/style.hpp"

namespace tasma::codecs::subtitles {
namespace {

std::string decimal(double number) {
  std::array<char, 32> text{};
  const auto [end, failure] =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed, 3);
  return failure == std::errc() ? std::string(text.data(), end) : "0";
}

std::string protected_text(std::string_view text, Braces braces) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\u2060\\\u2060";
      continue;
    }
    if ((c == '{' || c == '}') && braces == Braces::escaped) safe += '\\';
    safe += c;
  }
  return safe;
}

}  // namespace

std::string ass_header(const AssLook& look) {
  const auto side = std::to_string(look.picture.width / 20);
  const auto edge = std::to_string(look.picture.height * edge_distance / 1000);
  return "[Script Info]\nScriptType: v4.00+\nWrapStyle: 0\nScaledBorderAndShadow: yes\nPlayResX: " +
         std::to_string(look.picture.width) + "\nPlayResY: " + std::to_string(look.picture.height) +
         "\n\n[V4+ Styles]\n"
         "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
         "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, "
         "MarginR, MarginV, Encoding\n"
         "Style: Default," +
         look.family + ',' + decimal(look.font_size) +
         ",&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1," + decimal(look.border) + ",0,2," + side +
         ',' + side + ',' + edge +
         ",1\n\n[Events]\n"
         "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";
}

std::string ass_text(const std::vector<Line>& lines, Braces braces) {
  std::string text;
  bool italic = false, bold = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) text += "\\N";
    for (const auto& run : lines[i]) {
      std::string tags;
      if (run.italic != italic) tags += run.italic ? "\\i1" : "\\i0";
      if (run.bold != bold) tags += run.bold ? "\\b1" : "\\b0";
      if (!tags.empty()) text += '{' + tags + '}';
      italic = run.italic;
      bold = run.bold;
      text += protected_text(run.text, braces);
    }
  }
  return text;
}

AssPlace ass_place(const Place& place, Size picture) {
  const auto row = 2 - static_cast<int>(place.vertical), column = static_cast<int>(place.horizontal);
  return {"{\\an" + std::to_string(row * 3 + column + 1) + '}',
          place.distance.value_or(edge_distance) * picture.height / 1000};
}

}  // namespace tasma::codecs::subtitles
