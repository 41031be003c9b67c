#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "codecs/ebml_steps.hpp"
#include "pipeline/core/message.hpp"

namespace tasma::codecs {

/// Bytes of a Matroska file that are not as they were written.
struct MatroskaDamage {
  ByteRange place;
  Message message;                             // says what stands there and what is wrong with it
  std::optional<std::int64_t> from_ms, to_ms;  // of a cluster: time of the pictures and sound in it; half open
};

struct MatroskaCheck {
  std::vector<MatroskaDamage> damages;
  std::uint64_t checked = 0;         // bytes covered by a CRC-32 or digest that holds, or implied by the rest
  std::vector<ByteRange> unchecked;  // no checksum speaks for them, as in files of writers that leave them out
};

/// Reads every byte of a Matroska file (RFC 9559) and accounts for it. Elements at the top of the Segment are covered
/// by the CRC-32 they begin with (RFC 8794, 11.3.1), what stands behind the Segment by the tag BEHIND_SHA256. The rest
/// is implied: the EBML header is the one libavformat writes, the Segment ends where it says, a Void holds zeros. A
/// file in which some elements have a CRC-32 has it in all; one without any (a foreign writer's) is unchecked, and said
/// to be. Memory: an element other than a cluster or an attachment. `advance` is told how many bytes were read, and may
/// throw to stop. Throws Error(io).
MatroskaCheck check_matroska(const ByteSource& file, const std::function<void(std::uint64_t)>& advance);

/// Looks at heads of elements alone: the damages are those that show in them. Nothing is checked.
std::vector<MatroskaDamage> check_matroska_heads(const ByteSource& file);

}  // namespace tasma::codecs
