#include "codecs/exr_facts.hpp"

#include <OpenEXR/ImfFloatAttribute.h>
#include <OpenEXR/ImfIntAttribute.h>
#include <OpenEXR/ImfStandardAttributes.h>
#include <OpenEXR/ImfStringAttribute.h>
#include <OpenEXR/ImfTileDescriptionAttribute.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <numeric>

#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

std::string shortest(float value) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string text_of(const Imath::Box2i& box) {
  const auto size = [](int low, int high) { return std::to_string(std::int64_t{high} - low + 1); };
  return size(box.min.x, box.max.x) + " x " + size(box.min.y, box.max.y) + " at " + std::to_string(box.min.x) + ", " +
         std::to_string(box.min.y);
}

std::string text_of(const Imf::Chromaticities& colours) {
  std::string text;
  for (const auto& point : {colours.red, colours.green, colours.blue, colours.white})
    text += (text.empty() ? "" : "; ") + shortest(point.x) + " " + shortest(point.y);
  return text;
}

Rational pixel_aspect(float ratio) {
  if (!std::isfinite(ratio) || ratio < 0.001F || ratio > 1'000) return {};
  Rational aspect{std::llround(ratio * 1000.0), 1000};
  const auto common = std::gcd(aspect.num, aspect.den);
  return {aspect.num / common, aspect.den / common};
}

std::string text_of(const Imf::TimeCode& time) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d%c%02d", time.hours(), time.minutes(), time.seconds(),
                time.dropFrame() ? ';' : ':', time.frame());
  return text.data();
}

/// As printed beside the perforations: manufacturer, film, prefix, count, perforation; SMPTE ST 254.
std::string text_of(const Imf::KeyCode& key) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%02d %02d %06d %04d %02d", key.filmMfcCode(), key.filmType(), key.prefix(),
                key.count(), key.perfOffset());
  return text.data();
}

/// Texts and numbers of any name; the files of a reel often differ in some, and programs add their own.
std::vector<std::pair<std::string, std::string>> own_fields(const Imf::Header& exr) {
  constexpr std::size_t longest = 2'000, most = 100;
  std::vector<std::pair<std::string, std::string>> own;
  for (auto at = exr.begin(); at != exr.end() && own.size() < most; ++at) {
    const std::string name = at.name();
    const auto add = [&](std::string value) { own.emplace_back(printable(std::string_view(name)), std::move(value)); };
    if (name == "pixelAspectRatio" || name == "screenWindowWidth") continue;
    if (const auto* text = dynamic_cast<const Imf::StringAttribute*>(&at.attribute()))
      add(printable(std::string_view(text->value()).substr(0, longest)));
    else if (const auto* whole = dynamic_cast<const Imf::IntAttribute*>(&at.attribute()))
      add(std::to_string(whole->value()));
    else if (const auto* real = dynamic_cast<const Imf::FloatAttribute*>(&at.attribute()))
      add(shortest(real->value()));
  }
  return own;
}

}  // namespace

void describe(const Imf::Header& exr, const ExrOutline& outline, StillHeader& header) {
  HeaderFacts facts;
  facts.format = "OpenEXR";
  facts.flavour = flavour_of(outline);
  facts.size = outline.window.size;
  facts.planes = outline.planes();
  facts.depth = 16;
  facts.transfer = Transfer::acescct;
  facts.pixel_aspect = pixel_aspect(exr.pixelAspectRatio());
  if (Imf::hasFramesPerSecond(exr))
    if (const auto rate = Imf::framesPerSecond(exr); rate.n > 0 && rate.d > 0 && rate.d < 0x8000'0000U)
      facts.rate = {rate.n, rate.d};
  if (Imf::hasTimeCode(exr)) header.timecode = text_of(Imf::timeCode(exr));
  if (Imf::hasKeyCode(exr)) header.keycode = text_of(Imf::keyCode(exr));

  facts.fields.emplace_back("samples", "light, shown as ACEScct integers");
  if (outline.tile)
    facts.fields.emplace_back("tiles", std::to_string(outline.tile->width) + " x " +
                                           std::to_string(outline.tile->height) +
                                           (exr.tileDescription().mode == Imf::ONE_LEVEL ? "" : ", several levels"));
  constexpr std::array orders{"increasing", "decreasing", "random"};
  facts.fields.emplace_back("line order", exr.lineOrder() < 3 ? orders[exr.lineOrder()] : "unknown");
  facts.fields.emplace_back("display window", text_of(exr.displayWindow()));
  if (Imf::hasChromaticities(exr)) facts.fields.emplace_back("chromaticities", text_of(Imf::chromaticities(exr)));
  header.own = own_fields(exr);
  header.facts = std::move(facts);
  if (exr.displayWindow() != exr.dataWindow())
    header.findings.push_back({FindingCode::unexpected_layout,
                               Severity::note,
                               {},
                               {},
                               Message("T2907", "the picture is what the file holds, {1}, not its display window, {2}",
                                       {text_of(exr.dataWindow()), text_of(exr.displayWindow())})});
}

}  // namespace tasma::codecs
