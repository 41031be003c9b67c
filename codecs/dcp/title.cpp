#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "codecs/dcp/package.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::dcp {
namespace {

struct Kind {
  std::string_view name, code;
};
constexpr std::array<Kind, 13> kinds{{{"feature", "FTR"},
                                      {"trailer", "TLR"},
                                      {"test", "TST"},
                                      {"teaser", "TSR"},
                                      {"rating", "RTG"},
                                      {"advertisement", "ADV"},
                                      {"short", "SHR"},
                                      {"transitional", "XSN"},
                                      {"psa", "PSA"},
                                      {"policy", "POL"},
                                      {"episode", "EPS"},
                                      {"highlights", "HLT"},
                                      {"event", "EVT"}}};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Words run together, each with a capital.
std::string run_together(std::string_view title) {
  constexpr std::size_t most = 14;
  std::string name;
  bool first = true;
  for (const char c : title) {
    const bool kept = is_letter(c) || is_digit(c);
    if (kept && name.size() < most) name += first ? upper(c) : c;
    first = !kept && c != '\'';
  }
  return name;
}

std::string in_capitals(std::string_view text) {
  std::string capitals(text);
  std::ranges::transform(capitals, capitals.begin(), upper);
  return capitals;
}

std::string language_field(std::string_view language) {
  if (language.empty() || language == "zxx") return "XX";
  return in_capitals(language.substr(0, language.find('-')));
}

/// Of sound and subtitles; these in lower case where they are burnt in.
std::string languages_field(const TitleFacts& facts) {
  auto subtitles = language_field(facts.subtitle_language);
  if (facts.burnt) std::ranges::transform(subtitles, subtitles.begin(), lower);
  return language_field(facts.language) + '-' + subtitles;
}

std::string aspect_field(const TitleFacts& facts) {
  const bool flat = facts.container == Container::flat;
  const auto hundredths = static_cast<int>(std::lround(100 * facts.aspect.value()));
  const std::string letter = flat ? "F" : "S";
  return hundredths == (flat ? 185 : 239) ? letter : letter + '-' + std::to_string(hundredths);
}

std::string date_field(std::int64_t date_s) {
  const std::chrono::year_month_day date(
      std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(date_s))));
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d%02u%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

void must_be_code(std::string_view what, std::string_view code, std::size_t least, std::size_t most) {
  const bool good = code.size() >= least && code.size() <= most &&
                    std::ranges::all_of(code, [](char c) { return is_digit(c) || (is_letter(c) && upper(c) == c); });
  if (!good)
    throw Error(ExitCode::usage,
                Message("T2752", "the {1} in a DCP's name is {2} to {3} capital letters or digits, not \"{4}\"",
                        {std::string(what), std::to_string(least), std::to_string(most), std::string(code)}));
}

}  // namespace

std::string_view name_of(ContentKind kind) { return kinds.at(static_cast<std::size_t>(kind)).name; }

std::string isdcf_title(const TitleFacts& facts) {
  const auto title = run_together(facts.title);
  if (title.empty())
    throw Error(ExitCode::usage,
                Message("T2753", "\"{1}\" has no Latin letter; a DCP needs a title in Latin letters", {facts.title}));
  must_be_code("territory", facts.territory, 2, 4);
  must_be_code("studio", facts.studio, 2, 4);
  must_be_code("facility", facts.facility, 2, 4);
  const std::string audio = facts.sound == SoundLayout::five_one_accessible ? "51-HI-VI" : "51";
  std::string type = "OV";
  if (facts.version_file > 0) type = facts.version_file == 1 ? "VF" : "VF-" + std::to_string(facts.version_file);
  std::string name;
  for (const auto& field :
       {title, std::string(kinds.at(static_cast<std::size_t>(facts.kind)).code) + '-' + std::to_string(facts.version),
        aspect_field(facts), languages_field(facts), facts.territory, audio,
        std::string(facts.resolution == Resolution::two_k ? "2K" : "4K"), facts.studio, date_field(facts.date_s),
        facts.facility, std::string("SMPTE"), type})
    name += (name.empty() ? "" : "_") + field;
  return name;
}

}  // namespace tasma::codecs::dcp
