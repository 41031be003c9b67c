#include "codecs/copy.hpp"

#include <algorithm>
#include <array>

#include "codecs/recipe.hpp"

namespace tasma::codecs {
namespace {

constexpr Size high_definition{16384, 1080};  // as wide as the film's shape makes it

const std::array formats{
    // screening.md 3: grain would take 80 Mbit/s, which no reading room's machine plays
    CopySpec{"h264", {ScreeningFormat::h264, high_definition, 20}},
    CopySpec{"prores", {ScreeningFormat::prores, high_definition}},
    CopySpec{"dcp", {ScreeningFormat::dcp, {2048, 1080}, 225}},
    CopySpec{"dcp-4k", {ScreeningFormat::dcp, {4096, 2160}, 225}},
};

}  // namespace

std::string line_of(const Coding& coding) {
  const auto* const format =
      std::ranges::find(formats, coding.format, [](const CopySpec& copy) { return copy.coding.format; });
  return format->name + '-' + std::to_string(coding.within.width) + 'x' + std::to_string(coding.within.height) + '-' +
         std::to_string(coding.megabits) + (coding.archive_rate ? "-archive" : "");
}

std::span<const CopySpec> copy_formats() { return formats; }

std::optional<CopySpec> find_copy_format(std::string_view name) {
  const auto* const found = std::ranges::find(formats, name, &CopySpec::name);
  return found == formats.end() ? std::nullopt : std::optional(*found);
}

std::string file_name(const CopySpec& copy, const std::string& film) {
  if (copy.coding.format == ScreeningFormat::dcp) return film + '_' + copy.name;
  return film + '.' + copy.name + '.' + recipe_of(copy.coding).container;
}

}  // namespace tasma::codecs
