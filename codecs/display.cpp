#include "codecs/display.hpp"

#include <algorithm>
#include <cmath>

#include "codecs/acescct.hpp"
#include "codecs/screening.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

constexpr double black_code = 95, white_code = 685;
constexpr double codes_per_decade = 0.6 / 0.002;  // of light: gamma over density a code
constexpr double display_gamma = 2.4;
constexpr double white_at = 0.9;  // where the display shows the card of reference white

double encoded(double light) { return std::pow(std::clamp(light, 0.0, 1.0), 1 / display_gamma); }

double display_of_cineon(double code) { return encoded(shoulder(light_of_cineon(code))); }

double cineon_of_transmittance(double transmittance) { return black_code - std::log10(transmittance) / 0.002; }

/// Width over height of a pixel. A squeeze is a person's word and stands over the header's.
double pixel_aspect(const DisplaySpec& spec) {
  const auto aspect = spec.squeeze == Rational{1, 1} || !spec.squeeze.known() ? spec.scan.pixel_aspect : spec.squeeze;
  const auto credible = aspect.known() && aspect.value() >= 0.25 && aspect.value() <= 4;  // headers hold anything
  return credible ? aspect.value() : 1;
}

}  // namespace

double light_of_cineon(double code) {
  const double at_black = std::pow(10, (black_code - white_code) / codes_per_decade);
  return (std::pow(10, (code - white_code) / codes_per_decade) - at_black) / (1 - at_black);
}

double shoulder(double light) {
  if (light <= 1) return std::max(0.0, white_at * light);
  const double over = white_at / (1 - white_at) * (light - 1);
  return white_at + (1 - white_at) * over / (1 + over);
}

std::vector<std::uint16_t> display_curve(Transfer transfer, Element element, int depth) {
  const double most = (1 << depth) - 1;
  const bool negative = element == Element::negative;
  const auto display = [&](int code) {
    switch (transfer) {
      case Transfer::cineon:
        return display_of_cineon(code * 1023 / most);
      case Transfer::linear:
        // A code of 0 is less light than the scanner could tell from none: half a code.
        return negative ? display_of_cineon(cineon_of_transmittance(std::max(0.5, double(code)) / most))
                        : encoded(code / most);
      case Transfer::video:
        return (negative ? most - code : code) / most;
      case Transfer::acescct: {
        const double light = light_of_acescct(code / most);
        return negative ? display_of_cineon(cineon_of_transmittance(std::max(0.5 / 65'535, light)))
                        : encoded(shoulder(light));
      }
      case Transfer::unknown:
        break;
    }
    throw Error(
        ExitCode::usage,
        Message("T2600", "nobody has said what the code values mean; say --transfer cineon, linear, video or acescct"));
  };
  std::vector<std::uint16_t> curve(std::size_t{1} << depth);
  for (std::size_t code = 0; code < curve.size(); ++code)
    curve[code] = static_cast<std::uint16_t>(std::lround(display(static_cast<int>(code)) * 65535));
  return curve;
}

Size display_size(const DisplaySpec& spec, Size within) {
  const auto [width, height] = spec.picture.size;
  const double shape = width * pixel_aspect(spec) / height;
  const auto most = static_cast<int>(std::min<double>(std::min(height, within.height), within.width / shape));
  const int lines = std::max(2, most / 2 * 2);
  return {std::max(2, 2 * static_cast<int>(std::lround(shape * lines / 2))), lines};
}

}  // namespace tasma::codecs
