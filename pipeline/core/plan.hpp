#pragma once

#include <cstdint>
#include <vector>

namespace tasma {

/// What is to be done to one frame.
struct FramePlan {
  std::int64_t number = 0;
  std::int64_t position = 0;
};

/// The ledger of every change: one record a frame, in reel order.
struct Plan {
  static constexpr int version = 1;  // of the schema "tasma.plan"; readers refuse any other
  std::vector<FramePlan> frames;
};

}  // namespace tasma
