#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "pipeline/core/rational.hpp"

namespace tasma::codecs {

/// The rate at which frames follow each other evenly: the first of `candidates`, or else what the times themselves say,
/// by which no frame comes more than a unit of time or a millisecond, whichever is more, early or late. Containers
/// round times, and so did those that the movie came from. Nothing for a variable rate.
///
/// times    of presentation, in any order, in units of `unit_s` seconds; at least two.
std::optional<Rational> constant_rate(std::vector<std::int64_t> times, const Rational& unit_s,
                                      std::initializer_list<Rational> candidates);

}  // namespace tasma::codecs
