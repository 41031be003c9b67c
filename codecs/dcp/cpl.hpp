#pragma once

#include <string>

#include "codecs/dcp/package.hpp"

namespace tasma::codecs::dcp {

/// The CPL of a composition, under the id `id`. Throws Error(usage) for one that contradicts itself.
std::string composition_playlist(const Composition& composition, const Uuid& id);

}  // namespace tasma::codecs::dcp
