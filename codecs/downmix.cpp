#include "codecs/downmix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tasma::codecs {
namespace {

constexpr double half_power = std::numbers::sqrt2 / 2;

std::int32_t mixed(std::int32_t front, std::int32_t centre, std::int32_t surround) {
  using Limits = std::numeric_limits<std::int32_t>;
  const double sum = front + half_power * (double(centre) + surround);
  return static_cast<std::int32_t>(std::clamp<long long>(std::llround(sum), Limits::min(), Limits::max()));
}

}  // namespace

bool has_downmix(int channels) { return channels == 6 || channels == 8; }

std::vector<std::int32_t> mix_down(std::span<const std::int32_t> samples, int channels) {
  const auto step = static_cast<std::size_t>(channels);
  std::vector<std::int32_t> stereo;
  stereo.reserve(samples.size() / step * 2);
  for (std::size_t i = 0; i + step <= samples.size(); i += step) {
    stereo.push_back(mixed(samples[i], samples[i + 2], samples[i + 4]));
    stereo.push_back(mixed(samples[i + 1], samples[i + 2], samples[i + 5]));
  }
  return stereo;
}

}  // namespace tasma::codecs
