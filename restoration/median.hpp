#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace tasma::restoration {

/// The middle value, the upper of two; 0 of none.
template <class T>
T median(std::vector<T> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace tasma::restoration
