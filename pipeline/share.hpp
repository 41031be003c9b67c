#pragma once

#include "pipeline/core/frame.hpp"

namespace tasma::pipeline {

/// Which of the parts of a reel one process makes, where several share them: the `index`-th of `count` runs of
/// neighbours, all about equally long.
struct Share {
  std::int64_t index = 0, count = 1;
  Range of(std::int64_t parts) const { return {parts * index / count, parts * (index + 1) / count}; }
};

}  // namespace tasma::pipeline
