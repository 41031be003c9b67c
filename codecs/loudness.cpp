#include "codecs/loudness.hpp"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <new>

#include "codecs/handle.hpp"
#include "pipeline/core/error.hpp"

namespace tasma::codecs {
namespace {

constexpr double highest_peak_dbtp = -1;  // EBU R 128

/// libebur128 fails for want of memory alone when it is called as it is here.
void made(int result) {
  if (result != EBUR128_SUCCESS) throw std::bad_alloc();
}

}  // namespace

struct LoudnessMeter::State {
  std::size_t channels;
  Handle<ebur128_state, ebur128_destroy> meter;
};

LoudnessMeter::LoudnessMeter(int channels, int rate)
    : state_(new State{static_cast<std::size_t>(channels),
                       Handle<ebur128_state, ebur128_destroy>(
                           ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(rate),
                                        EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK))}) {
  if (!state_->meter) throw std::bad_alloc();
}

LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::add(std::span<const std::int32_t> samples) {
  made(ebur128_add_frames_int(state_->meter.get(), samples.data(), samples.size() / state_->channels));
}

Loudness LoudnessMeter::result() const {
  Loudness loudness;
  made(ebur128_loudness_global(state_->meter.get(), &loudness.integrated_lufs));
  made(ebur128_loudness_range(state_->meter.get(), &loudness.range_lu));
  double peak = 0;
  for (unsigned channel = 0; channel < state_->channels; ++channel) {
    double of_channel = 0;
    made(ebur128_true_peak(state_->meter.get(), channel, &of_channel));
    peak = std::max(peak, of_channel);
  }
  loudness.true_peak_dbtp = 20 * std::log10(peak);
  return loudness;
}

double gain_db(const Loudness& loudness, double target_lufs) {
  if (!std::isfinite(loudness.integrated_lufs)) return 0;
  return std::min(target_lufs - loudness.integrated_lufs, highest_peak_dbtp - loudness.true_peak_dbtp);
}

}  // namespace tasma::codecs
