#pragma once

#include <cstdint>

#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

/// Which picture of a film each edit unit of a DCP shows: of a slower film pictures stand again, none is blended. It is
/// the one that the film shows at the middle of the edit unit, so that none comes more than half an edit unit from its
/// sound.
struct Cadence {
  Rational film, dcp;  // pictures a second, the film's at most the DCP's

  /// The picture that edit unit `n` shows, both from 0: floor((n + 1/2) film / dcp).
  std::int64_t shown_at(std::int64_t n) const { return (2 * n + 1) * film.num * dcp.den / (2 * film.den * dcp.num); }

  /// The first edit unit that shows the picture `frame` or a later one.
  std::int64_t first_showing(std::int64_t frame) const {
    const auto num = film.den * dcp.num, den = film.num * dcp.den;
    return (2 * frame * num + den - 1) / (2 * den);
  }
};

}  // namespace tasma::codecs::dcp
