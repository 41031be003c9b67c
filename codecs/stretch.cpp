#include "codecs/stretch.hpp"

#include <rubberband/RubberBandStretcher.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "codecs/sound.hpp"

namespace tasma::codecs {
namespace {

using RubberBand::RubberBandStretcher;
using Samples = std::span<const std::int32_t>;

constexpr std::size_t block = 4096;  // samples a channel
constexpr double full_scale = 2147483648.0;
constexpr int options = RubberBandStretcher::OptionProcessOffline | RubberBandStretcher::OptionEngineFiner |
                        RubberBandStretcher::OptionThreadingNever | RubberBandStretcher::OptionChannelsTogether;

/// Samples of each channel by itself, as Rubber Band takes and gives them.
class Planes {
 public:
  void set(Samples samples, std::size_t channels) {
    planes_.resize(channels);
    for (std::size_t channel = 0; channel < channels; ++channel) {
      planes_[channel].clear();
      for (std::size_t i = channel; i < samples.size(); i += channels)
        planes_[channel].push_back(static_cast<float>(samples[i] / full_scale));
    }
  }
  void resize(std::size_t channels, std::size_t length) {
    planes_.resize(channels);
    for (auto& plane : planes_) plane.resize(length);
  }
  std::size_t length() const { return planes_.empty() ? 0 : planes_[0].size(); }
  float* const* pointers() {
    pointers_.clear();
    for (auto& plane : planes_) pointers_.push_back(plane.data());
    return pointers_.data();
  }
  std::vector<std::int32_t> interleaved() const {
    std::vector<std::int32_t> samples;
    samples.reserve(length() * planes_.size());
    for (std::size_t i = 0; i < length(); ++i)
      for (const auto& plane : planes_)
        samples.push_back(static_cast<std::int32_t>(
            std::clamp<double>(std::nearbyint(plane[i] * full_scale), -full_scale, full_scale - 1)));
    return samples;
  }

 private:
  std::vector<std::vector<float>> planes_;
  std::vector<float*> pointers_;
};

/// Hands on all samples of the file in blocks; the last, perhaps empty, says that it is.
void read_blocks(const std::filesystem::path& file, int rate,
                 const std::function<void(Samples, std::size_t channels, bool is_last)>& take) {
  std::vector<std::int32_t> waiting;
  std::size_t channels = 0;
  read_sound(file, rate, {}, [&](Samples samples, int count) {
    channels = static_cast<std::size_t>(count);
    while (!samples.empty()) {
      const auto some = samples.first(std::min(samples.size(), block * channels - waiting.size()));
      waiting.insert(waiting.end(), some.begin(), some.end());
      samples = samples.subspan(some.size());
      if (waiting.size() < block * channels) continue;
      take(waiting, channels, false);
      waiting.clear();
    }
  });
  if (channels > 0) take(waiting, channels, true);
}

}  // namespace

void stretch_sound(const std::filesystem::path& file, int rate, const Rational& speed,
                   const std::function<void(Samples samples, int channels)>& sink) {
  std::optional<RubberBandStretcher> stretcher;
  Planes planes;
  read_blocks(file, rate, [&](Samples samples, std::size_t channels, bool is_last) {
    if (!stretcher) {
      stretcher.emplace(static_cast<std::size_t>(rate), channels, options, 1 / speed.value());
      stretcher->setMaxProcessSize(block);
    }
    planes.set(samples, channels);
    stretcher->study(planes.pointers(), planes.length(), is_last);
  });
  read_blocks(file, rate, [&](Samples samples, std::size_t channels, bool is_last) {
    planes.set(samples, channels);
    stretcher->process(planes.pointers(), planes.length(), is_last);
    for (int made = 0; (made = stretcher->available()) > 0;) {
      planes.resize(channels, static_cast<std::size_t>(made));
      stretcher->retrieve(planes.pointers(), planes.length());
      sink(planes.interleaved(), static_cast<int>(channels));
    }
  });
}

}  // namespace tasma::codecs
