#include <fontconfig/fontconfig.h>

#include "codecs/handle.hpp"
#include "codecs/subtitles/font.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs::subtitles {
namespace {

using Config = Handle<FcConfig, FcConfigDestroy>;
using Pattern = Handle<FcPattern, FcPatternDestroy>;
using Properties = Handle<FcObjectSet, FcObjectSetDestroy>;
using Fonts = Handle<FcFontSet, FcFontSetDestroy>;

const FcChar8* fc(const char* text) { return reinterpret_cast<const FcChar8*>(text); }

/// The first by name of the files that hold the upright, regular face of exactly this family; empty: none.
std::filesystem::path find(FcConfig& config, const char* family) {
  const Pattern wanted(FcPatternCreate());
  FcPatternAddString(wanted.get(), FC_FAMILY, fc(family));
  FcPatternAddString(wanted.get(), FC_STYLE, fc(std::string_view(family) == "DejaVu Sans" ? "Book" : "Regular"));
  const Properties file(FcObjectSetBuild(FC_FILE, nullptr));
  const Fonts fonts(FcFontList(&config, wanted.get(), file.get()));
  std::filesystem::path first;
  for (int i = 0; fonts && i < fonts->nfont; ++i) {
    FcChar8* name = nullptr;
    if (FcPatternGetString(fonts->fonts[i], FC_FILE, 0, &name) != FcResultMatch) continue;
    const std::filesystem::path found(reinterpret_cast<const char*>(name));
    if (first.empty() || found < first) first = found;
  }
  return first;
}

}  // namespace

std::filesystem::path default_font() {
  const Config config(FcInitLoadConfigAndFonts());
  for (const auto* family : {"Noto Sans", "DejaVu Sans"})
    if (const auto file = config ? find(*config, family) : std::filesystem::path(); !file.empty()) return file;
  throw Error(ExitCode::no_input, Message("T2846",
                                          "neither Noto Sans nor DejaVu Sans is installed; install fonts-noto-core, or "
                                          "name a font file"));
}

}  // namespace tasma::codecs::subtitles
