#include "codecs/sound_play.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"

namespace tasma::codecs {
namespace {

using Samples = std::span<const std::int32_t>;

constexpr int most_channels = 8;

/// Hands on samples by so much louder, and silence.
class Gained {
 public:
  Gained(double gain_db, std::size_t channels, const std::function<void(Samples)>& sink)
      : factor_(std::pow(10, gain_db / 20)), silent_block_(8192 * channels), sink_(sink) {}

  void add(Samples samples) {
    if (factor_ == 1) return sink_(samples);
    louder_.clear();
    for (const auto sample : samples)
      louder_.push_back(
          static_cast<std::int32_t>(std::clamp(std::nearbyint(sample * factor_), -2147483648.0, 2147483647.0)));
    sink_(louder_);
  }

  void add_silence(std::size_t count) {
    const std::vector<std::int32_t> silence(std::min(count, silent_block_));
    while (count > 0) {
      const auto some = std::min(count, silence.size());
      sink_(Samples(silence).first(some));
      count -= some;
    }
  }

 private:
  double factor_;
  std::size_t silent_block_;
  const std::function<void(Samples)>& sink_;
  std::vector<std::int32_t> louder_;
};

}  // namespace

int channels_of(std::span<const SoundStretch> film) {
  const SoundInfo* first = nullptr;
  for (const auto& [sound, begin_s, length_s, speed] : film) {
    if (!sound) continue;
    if (sound->channels < 1 || sound->channels > most_channels)
      throw Error(ExitCode::material,
                  Message("T2604", "{1}: {2} channels; a screening copy takes 1 to 8, so mix them down first",
                          {printable(sound->file), std::to_string(sound->channels)}));
    if (first == nullptr) first = &*sound;
    if (sound->channels != first->channels)
      throw Error(
          ExitCode::material,
          Message("T2655", "{1}: {2} channels, and {3} has {4}; a track has as many all along, so mix them alike",
                  {printable(sound->file), std::to_string(sound->channels), printable(first->file),
                   std::to_string(first->channels)}));
  }
  if (first == nullptr) throw Error(ExitCode::bug, Message("T2656", "a sound track without sound"));
  return first->channels;
}

void play_sound(std::span<const SoundStretch> film, double gain_db, const std::function<void(Samples)>& sink) {
  const auto channels = static_cast<std::size_t>(channels_of(film));
  Gained gained(gain_db, channels, sink);
  const auto samples_in = [&](double seconds) {
    return static_cast<std::size_t>(std::llround(std::max(0.0, seconds) * played_rate)) * channels;
  };
  double end_s = 0;
  std::size_t end = 0;
  for (const auto& [sound, begin_s, length_s, speed] : film) {
    end_s += length_s;  // stretches are rounded where they stand in the film, so that none adds to another's
    auto left = samples_in(end_s) - end;
    end = samples_in(end_s);
    auto before = sound ? samples_in(begin_s) : 0;
    const auto silent = sound ? std::min(samples_in(-begin_s), left) : 0;
    gained.add_silence(silent);
    left -= silent;
    if (sound)
      read_sound(sound->file, played_rate, speed, [&](Samples samples, int given) {
        if (static_cast<std::size_t>(given) != channels)
          throw Error(ExitCode::material, Message("T2605", "{1}: has changed to {2} channels since it was looked at",
                                                  {printable(sound->file), std::to_string(given)}));
        const auto passed_over = std::min(before, samples.size());
        before -= passed_over;
        const auto some = std::min(samples.size() - passed_over, left);
        gained.add(samples.subspan(passed_over, some));
        left -= some;
      });
    gained.add_silence(left);
  }
}

}  // namespace tasma::codecs
