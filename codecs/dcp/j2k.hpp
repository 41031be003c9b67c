#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codecs/dcp/xyz.hpp"
#include "pipeline/core/image.hpp"
#include "pipeline/core/message.hpp"
#include "pipeline/core/rational.hpp"

namespace tasma::codecs::dcp {

/// How large codestreams become.
struct J2kSettings {
  Resolution resolution = Resolution::two_k;
  Rational rate{24, 1};  // pictures a second
  int megabits = 225;    // a second, at most; 8-250. Some servers stumble at 250
};

/// Bytes a picture may take at `megabits` a second; below 24 pictures a second no more than at 24, which is what
/// decoders have room for.
std::uint64_t most_bytes(Rational rate, int megabits);

/// Codes one picture as a codestream of ISO/IEC 15444-1, profile 3 (2K) or 4 (4K), as RDD 52 (Bv2.1) wants it: one
/// tile, 9/7, six (seven) resolutions, ICT on X'Y'Z', a tile-part a component, TLM, one guard bit (two).
/// Single-threaded, the same bytes for the same picture; any thread may call it. About 1.5 s for 2K with grain.
///
/// Input    3 planes of 12 bits, at most 2048x1080 (4096x2160).
/// Throws   Error(usage) for settings outside their ranges, Error(bug) for any other picture, Error(material) if it
///          cannot be had below the limit.
std::vector<std::uint8_t> encode_j2k(const Image& xyz, const J2kSettings& settings);

/// What is wrong with a codestream.
struct J2kFault {
  std::size_t byte = 0;  // where, from its beginning
  Message message;       // does not repeat the byte
};

/// What a codestream says of itself before its first tile.
struct J2kHeader {
  Size size;
  std::uint16_t profile = 0;                    // Rsiz
  std::span<const std::uint8_t> siz, cod, qcd;  // the segments after their lengths; in the caller's bytes
};

/// Whether pictures are of one size and coded in one way, so that they may stand in one track.
bool coded_alike(const J2kHeader& a, const J2kHeader& b);

/// Nothing if the bytes do not begin as a codestream of three components with SIZ, COD and QCD does.
std::optional<J2kHeader> read_j2k_header(std::span<const std::uint8_t> codestream);

/// Everything in which a codestream is not as a DCP's must be (ISO/IEC 15444-1 profiles 3 and 4, RDD 52), markers and
/// sizes, pictures of `rate`; the samples are not decoded. Takes any bytes.
std::vector<J2kFault> check_j2k(std::span<const std::uint8_t> codestream, Rational rate);

}  // namespace tasma::codecs::dcp
