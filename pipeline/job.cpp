#include "pipeline/job.hpp"

#include <algorithm>

#include "codecs/subtitles/read.hpp"

namespace tasma::pipeline {

std::string line_of(const Repairs& repairs) {
  const auto treatment = [](bool asked, const char* name, Strength strength) {
    if (!asked) return std::string();
    return std::string(" ") + name + by_strength(strength, " light", "", " strong");
  };
  const auto& strength = repairs.strength;
  auto dust = treatment(repairs.dust, "dust", strength.dust);
  if (repairs.dust && repairs.dust_polarity != DustPolarity::both)
    dust += repairs.dust_polarity == DustPolarity::dark ? " dark" : " bright";
  return "repair" + dust + treatment(repairs.scratches, "scratches", strength.scratches) +
         treatment(repairs.flicker, "flicker", strength.flicker) +
         treatment(repairs.stabilization, "stabilization", strength.stabilization);
}

bool is_language_tag(const std::string& text) { return codecs::subtitles::is_language_tag(text); }

bool is_id(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= 100 && text[0] != '.' && std::ranges::all_of(text, allowed);
}

}  // namespace tasma::pipeline
