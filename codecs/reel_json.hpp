#pragma once

#include <string>
#include <string_view>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

/// The schema of what a master says of the scan it was made of: the attachment tasma.json, and reel.json in a package.
constexpr std::string_view reel_schema = "tasma.reel/1";
constexpr std::string_view reel_attachment = "tasma.json";

/// An inventory as JSON: names, numbers, sizes, times, states, headers (each kind once, frames refer to it by index),
/// sounds, sidecars, what was said and what will be used. The folder's path and the findings are left out: the same
/// scan gives the same text wherever it lies. Names that are no UTF-8 are kept losslessly, as printable() writes them.
std::string reel_json(const Inventory& inventory);

/// The inventory again, without root and findings. Throws Error(material) naming `source` for what is none: another
/// schema, a missing or wrong value, counts or sizes beyond reason.
Inventory parse_reel_json(std::string_view json, const std::string& source);

}  // namespace tasma::codecs
