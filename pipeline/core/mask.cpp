#include "pipeline/core/mask.hpp"

namespace tasma {

bool fits(const Rectangle& box, Size size) {
  return box.x >= 0 && box.y >= 0 && box.size.width > 0 && box.size.height > 0 &&
         box.size.width <= size.width - box.x && box.size.height <= size.height - box.y;
}

bool fits(const Mask& mask, Size size) {
  if (!fits(mask.box, size)) return false;
  std::uint64_t filled = 0;
  for (std::size_t i = 0; i < mask.runs.size(); ++i) {
    if (mask.runs[i] == 0 && i > 0) return false;
    filled += mask.runs[i];
  }
  return filled == static_cast<std::uint64_t>(mask.box.size.width) * static_cast<std::uint64_t>(mask.box.size.height);
}

std::int64_t area(const Mask& mask) {
  std::int64_t inside = 0;
  for (std::size_t i = 1; i < mask.runs.size(); i += 2) inside += mask.runs[i];
  return inside;
}

}  // namespace tasma
