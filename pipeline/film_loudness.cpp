#include "pipeline/film_loudness.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "codecs/loudness.hpp"
#include "pipeline/core/error.hpp"
#include "pipeline/core/printable.hpp"
#include "pipeline/flow.hpp"

namespace tasma::pipeline {
using Json = nlohmann::ordered_json;
namespace {

std::string tenths(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

codecs::Loudness loudness_of(const FilmSound& sound, const Observer& observer) {
  codecs::LoudnessMeter meter(sound.channels(), codecs::played_rate);
  codecs::play_sound(sound.stretches, 0, [&](std::span<const std::int32_t> samples) {
    stop_if_requested(observer);
    meter.add(samples);
  });
  return meter.result();
}

}  // namespace

std::vector<SoundFigures> measure_sounds(const std::vector<FilmSound>& sounds, const std::optional<double>& target_lufs,
                                         Observer& observer, std::vector<Finding>& findings) {
  std::vector<SoundFigures> all;
  if (!sounds.empty())
    observer.phase("loudness", printable(sounds.front().file.filename()), std::ssize(sounds), "tracks");
  for (const auto& sound : sounds) {
    const auto loudness = loudness_of(sound, observer);
    SoundFigures figures{sound.label.language, sound.label.kind,        loudness.integrated_lufs,
                         loudness.range_lu,    loudness.true_peak_dbtp, 0};
    observer.note(Message("T4179", "sound {1}: {2} LUFS, range {3} LU, true peak {4} dBTP",
                          {label_of(sound.label), tenths(loudness.integrated_lufs), tenths(loudness.range_lu),
                           tenths(loudness.true_peak_dbtp)}));
    if (target_lufs) {
      figures.gain_db = codecs::gain_db(loudness, *target_lufs);
      const auto reached = loudness.integrated_lufs + figures.gain_db;
      if (reached < *target_lufs - 0.05 && std::isfinite(reached))
        findings.push_back({FindingCode::incorrect_loudness, Severity::remark, sound.file.filename(), std::nullopt,
                            Message("T4199",
                                    "sound {1} comes to {2} LUFS, not to {3}: its true peak would be beyond -1 dBTP; "
                                    "give a lower --loudness, or have it mixed",
                                    {label_of(sound.label), tenths(reached), tenths(*target_lufs)})});
    }
    all.push_back(std::move(figures));
    observer.advance();
  }
  return all;
}

Json sounds_json(const std::vector<SoundFigures>& sounds) {
  const auto number = [](double value) { return std::isfinite(value) ? Json(std::round(value * 100) / 100) : Json(); };
  Json list = Json::array();
  for (const auto& sound : sounds)
    list.push_back({{"kind", name_of(sound.kind)},
                    {"language", sound.language},
                    {"integrated_lufs", number(sound.integrated_lufs)},
                    {"range_lu", number(sound.range_lu)},
                    {"true_peak_dbtp", number(sound.true_peak_dbtp)},
                    {"gain_db", number(sound.gain_db)}});
  return list;
}

}  // namespace tasma::pipeline
