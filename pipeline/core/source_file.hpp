#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "pipeline/core/digest.hpp"

namespace tasma {

/// What a source file holds beside its samples: before them, between them, after them. With the samples it is the file
/// again, to the last bit. Whoever relies on that tries it: put together, the file must have the source's digest.
struct Remainder {
  std::vector<std::uint8_t> before;  // header and user data, up to the first byte of picture or sound
  /// As long as the picture area, samples zero: bits that fill words, bytes that fill lines. Empty: all are zero.
  std::vector<std::uint8_t> inside;
  std::vector<std::uint8_t> after;
  bool operator==(const Remainder&) const = default;
};

/// A file of the scan as it was read once, to be given back.
struct SourceFile {
  std::optional<Remainder> remainder;  // nothing: samples do not bring the file back
  std::vector<std::uint8_t> whole;     // then these are its bytes
  std::uint64_t size = 0;              // bytes
  std::array<std::uint8_t, 16> md5{};
  Digests others;  // those that were asked for besides
};

}  // namespace tasma
