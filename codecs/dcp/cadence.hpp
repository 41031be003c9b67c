#pragma once

#include <cstdint>

#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

/// Which picture of a film each edit unit of a DCP shows: of a slower film pictures stand again, none is blended.
struct Cadence {
  Rational film, dcp;  // pictures a second, the film's at most the DCP's

  /// The picture that edit unit `n` shows, both from 0: floor(n film / dcp).
  std::int64_t shown_at(std::int64_t n) const { return n * film.num * dcp.den / (film.den * dcp.num); }

  /// The first edit unit that shows the picture `frame` or a later one.
  std::int64_t first_showing(std::int64_t frame) const {
    const auto num = film.den * dcp.num, den = film.num * dcp.den;
    return (frame * num + den - 1) / den;
  }
};

}  // namespace tasma::codecs::dcp
