#include "codecs/screening.hpp"

#include <array>

namespace tasma::codecs {
namespace {

struct Name {
  ScreeningFormat format;
  std::string_view name, suffix;
};
constexpr std::array names{Name{ScreeningFormat::h264, "h264", ".h264.mp4"},
                           Name{ScreeningFormat::prores, "prores", ".prores.mov"},
                           Name{ScreeningFormat::dcp, "dcp", "_dcp"}};
static_assert(names[2].format == ScreeningFormat{2});

}  // namespace

std::optional<ScreeningFormat> parse_screening_format(std::string_view text) {
  for (const auto& known : names)
    if (known.name == text) return known.format;
  return std::nullopt;
}

std::string_view name_of(ScreeningFormat format) { return names.at(static_cast<std::size_t>(format)).name; }
std::string_view suffix_of(ScreeningFormat format) { return names.at(static_cast<std::size_t>(format)).suffix; }

}  // namespace tasma::codecs
