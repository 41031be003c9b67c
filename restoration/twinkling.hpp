#pragma once

#include <array>
#include <span>

#include "pipeline/core/measurement.hpp"

namespace tasma::restoration {

/// Glints on water, sparks, fireworks: lights that live for one frame as dirt does, but crowd in a part of the picture,
/// where dirt lies anywhere.
class Twinkling {
 public:
  /// Of the candidates of a shot's frames.
  Twinkling(std::span<const Measurement> shot, Size size);

  /// Whether a candidate lies where they crowd, and is bright as they are.
  bool has(const Candidate& candidate) const;

 private:
  static constexpr std::size_t across = 8, down = 6;  // cells of the picture
  std::size_t cell_of(const Candidate& candidate) const;

  Size size_;
  std::array<bool, across * down> twinkles_{};
};

}  // namespace tasma::restoration
