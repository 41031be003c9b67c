#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codecs/screening.hpp"
#include "pipeline/core/frame.hpp"
#include "pipeline/job.hpp"

namespace tasma::pipeline {

/// Adds the markers of a reel whose frames have the `numbers`, and of which `part` is shown, from `begin` of the film
/// on. Those that a trial of a part leaves out are none. Throws Error(usage) for one at no frame of the reel's picture,
/// and for one that the film has already.
void add_markers(const ReelJob& reel, std::span<const std::int64_t> numbers, Range part, std::int64_t begin,
                 std::vector<codecs::FilmMarker>& film);

}  // namespace tasma::pipeline
