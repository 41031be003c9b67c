#pragma once

#include <string>
#include <string_view>

#include "pipeline/core/scan.hpp"

namespace tasma::codecs {

constexpr std::string_view reel_json_name = "tasma.json";  // of the attachment

/// What a master keeps of its scan, as its attachment "tasma.json": one line of JSON, schema "tasma.reel/1". Names,
/// numbers, states and header facts of all frames (equal header facts once, frames as arrays), what was said, sounds,
/// sidecars and findings; of a preservation master the digests of the files it gives
/// back; of a restored master its plan's digest. Names that are no UTF-8 are kept as printable() shows
/// them, which loses nothing. Left out is what differs between a scan and its master: where it lies, and how its sound
/// is coded. So a scan and a master of it give the same text.
std::string reel_json(const Inventory& inventory);

/// Nothing in the text is believed before it is checked. `root` and the files of the sounds are empty, `kind` is
/// master. Throws Error(material).
Inventory parse_reel_json(std::string_view text);

}  // namespace tasma::codecs
