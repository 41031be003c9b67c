#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/core/image.hpp"

namespace tasma {

/// Some pixels of a picture: a box around them and, row after row through the box, the lengths of runs that lie by
/// turns outside and inside. The first run may be 0 long, no other is; together they fill the box exactly.
struct Mask {
  Rectangle box;
  std::vector<std::uint32_t> runs;
  bool operator==(const Mask&) const = default;
};

/// Whether the runs fill the box and the box lies in a picture of `size`. A mask from a file is nothing before that.
bool fits(const Mask& mask, Size size);
bool fits(const Rectangle& box, Size size);

/// Pixels inside.
std::int64_t area(const Mask& mask);

/// Calls visit(x, y, length) for each stretch of pixels inside, in picture coordinates; none crosses a row.
template <class Visit>
void for_each_stretch(const Mask& mask, Visit visit) {
  const auto width = static_cast<std::uint64_t>(mask.box.size.width);
  std::uint64_t at = 0;
  bool inside = false;
  for (const std::uint64_t run : mask.runs) {
    for (std::uint64_t left = inside ? run : 0, from = at; left > 0;) {
      const auto in_row = std::min(left, width - from % width);
      visit(mask.box.x + static_cast<int>(from % width), mask.box.y + static_cast<int>(from / width),
            static_cast<int>(in_row));
      from += in_row;
      left -= in_row;
    }
    at += run;
    inside = !inside;
  }
}

}  // namespace tasma
