#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tasma::codecs::dcp {

/// The unsigned number that stands at `at`, most significant byte first; the caller has seen that it is there.
template <class Number>
Number big_endian(std::span<const std::uint8_t> bytes, std::size_t at) {
  std::uint64_t number = 0;
  for (const auto byte : bytes.subspan(at, sizeof(Number))) number = number << 8 | byte;
  return static_cast<Number>(number);
}

template <class Number>
void append_big_endian(std::vector<std::uint8_t>& to, Number number) {
  for (std::size_t shift = 8 * sizeof(Number); shift > 0; shift -= 8)
    to.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (shift - 8)));
}

}  // namespace tasma::codecs::dcp
