#include "samples/transfer.hpp"

#include <algorithm>
#include <cmath>

#include "samples/portable.hpp"

namespace tasma::samples {
namespace {

constexpr float most = 4;  // light; the table ends here
constexpr int steps = 8192;

double exact_code(Transfer transfer, double light) {
  if (transfer == Transfer::linear) return std::min(1.0, light / 2);
  if (transfer == Transfer::video) return std::min(1.0, power(light, 1 / 2.4));
  const double base = power(10, (95 - 685) / 300.0);
  return std::min(1.0, (685 + 300 * log10_of(light * (1 - base) + base)) / 1023);
}

}  // namespace

Curve::Curve(Transfer transfer) : transfer_(transfer) {
  for (int i = 0; i <= steps; ++i) {
    const double root = i * 2.0 / steps;
    table_.push_back(static_cast<float>(exact_code(transfer, root * root)));
  }
  table_.push_back(table_.back());
}

float Curve::code(float light) const {
  const float at = std::sqrt(std::clamp(light, 0.0F, most)) * (steps / 2.0F);
  const auto low = static_cast<std::size_t>(at);
  const float part = at - static_cast<float>(low);
  return table_[low] + (table_[low + 1] - table_[low]) * part;
}

float Curve::factor_of(float gain) const {
  if (transfer_ == Transfer::log) return 1;
  return transfer_ == Transfer::linear ? gain : static_cast<float>(power(gain, 1 / 2.4));
}

float Curve::offset_of(float gain) const {
  return transfer_ == Transfer::log ? static_cast<float>(300 * log10_of(gain) / 1023) : 0;
}

float Curve::brightest() const { return transfer_ == Transfer::log ? 0.93F : 0.96F; }

}  // namespace tasma::samples
