#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "codecs/subtitles/cue.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::subtitles {

using Uuid = std::array<std::uint8_t, 16>;

/// What the subtitles of a DCP are called and how they run.
struct DcpSubtitles {
  std::string title;       // of the film
  std::string issue_date;  // "2026-11-22T01:00:00", without a zone
  Rational edit_rate;      // of the picture, frames a second
  Uuid font{};             // id of the font that goes with them
};

/// The subtitles of one reel.
struct DcpReelSubtitles {
  Uuid id{};        // ResourceID of the track file; the Id of the XML
  std::string xml;  // UTF-8
};

/// SMPTE ST 428-7:2014, a document for each reel; `reel_frames` are their lengths in the order of the film. A cue over
/// the end of a reel stands in both, two frames apart, as RDD 52 has cues, and where less than its 15 frames are left
/// in one, in the other alone. Frames are those nearest to the cues' times. A reel without a cue gets one of a blank,
/// as all reels of a composition have subtitles or none has. Size 42, white with a black border, 8 % from the edge
/// where nobody said another distance. Ids are of version 5 over the content: the same input, the same bytes. Throws
/// Error(usage) for subtitles without a language or with a rate below 1; Error(material) for a cue that lies outside of
/// the film or ends before it begins, as check_subtitles() finds before.
std::vector<DcpReelSubtitles> write_dcp_subtitles(const Subtitles& subtitles, std::span<const std::int64_t> reel_frames,
                                                  const DcpSubtitles& dcp);

/// The id of a font file: of version 5 over its bytes.
Uuid font_id(std::span<const std::uint8_t> font);

}  // namespace tasma::codecs::subtitles
