#pragma once

#include <cstdint>

namespace tasma {

/// What the analysis saw at one frame; a plain value that can be written and read back.
struct Measurement {
  std::int64_t number = 0;    // as in the file name
  std::int64_t position = 0;  // in the reel, from 0
};

}  // namespace tasma
