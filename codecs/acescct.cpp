#include "codecs/acescct.hpp"

#include <algorithm>
#include <cmath>

namespace tasma::codecs {
namespace {

constexpr double straight_to = 0.0078125, straight_to_code = 0.155251141552511;
constexpr double slope = 10.5402377416545, offset = 0.0729055341958355;
constexpr double stops = 17.52, lift = 9.72;

}  // namespace

std::uint16_t acescct_code(double light) {
  if (std::isnan(light)) light = 0;
  const double code = light <= straight_to ? slope * light + offset : (std::log2(light) + lift) / stops;
  return static_cast<std::uint16_t>(std::lround(65'535 * std::clamp(code, 0.0, 1.0)));
}

double light_of_acescct(double code) {
  return code <= straight_to_code ? (code - offset) / slope : std::exp2(code * stops - lift);
}

}  // namespace tasma::codecs
