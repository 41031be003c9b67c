#include "restoration/light.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tasma::restoration {
namespace {

constexpr double foot = 1.0 / 64;  // of ToneChange
constexpr double display_gamma = 2.4;
constexpr double cineon_white = 685, codes_a_decade = 300;  // of light, at a negative's gamma of 0.6
constexpr double acescct_stops = 17.52, acescct_white = 9.72 / acescct_stops;
constexpr std::size_t darkest_knot = 3;  // level 0.07: below, a gain is mostly noise

}  // namespace

double log_light(double level, Transfer transfer) {
  switch (transfer) {
    case Transfer::cineon:
      return (level * 1023 - cineon_white) / codes_a_decade * std::numbers::ln10;
    case Transfer::acescct:
      return (level - acescct_white) * acescct_stops * std::numbers::ln2;
    case Transfer::linear:
      return std::log(level + foot);
    case Transfer::video:
    case Transfer::unknown:
      break;
  }
  return display_gamma * std::log(level + foot);
}

double log_light_gain(const ToneChange& change, Transfer transfer) {
  double sum = 0, weights = 1e-9;
  for (std::size_t knot = darkest_knot; knot < ToneChange::knots; ++knot) {
    const double root = static_cast<double>(knot) / (ToneChange::knots - 1), level = root * root;
    const double next = (level + foot) * std::exp(change.log_gain[knot]) - foot;
    sum += change.share[knot] * (log_light(next, transfer) - log_light(level, transfer));
    weights += change.share[knot];
  }
  return sum / weights;
}

}  // namespace tasma::restoration
