#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codecs/subtitles/cue.hpp"

namespace tasma::codecs::subtitles {

/// The sidecar of a screening copy for the web: WebVTT (W3C, "WebVTT: The Web Video Text Tracks Format"), UTF-8. Times
/// must be in order and from 0 on, as the check asks for.
std::string write_webvtt(const Subtitles& subtitles);

/// Where the settings of a WebVTT cue, "line:10% align:left", place it: `line` by rows or per cent of the height from
/// above (below 40 above, to 60 in the middle), `align` from side to side. Nothing where neither is said.
std::optional<Place> place_of_webvtt(std::string_view settings);

}  // namespace tasma::codecs::subtitles
